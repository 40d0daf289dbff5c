using System.Buffers.Binary;
using System.Text;

namespace Faultline.Lab.Workloads.Running;

/// <summary>The two messages of gRPC's health check, as they are on the wire: a length, and one field.</summary>
internal static class HealthMessage
{
    private const int PrefixLength = 5;
    private const byte NameField = 0x0a;
    private const byte StatusField = 0x08;
    private static readonly string[] Statuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    /// <summary>The question after a service.</summary>
    public static byte[] Request(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        byte[] field = name.Length == 0 ? [] : [NameField, (byte)Math.Min(name.Length, 127), .. name.AsSpan(0, Math.Min(name.Length, 127))];
        var message = new byte[PrefixLength + field.Length];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), field.Length);
        field.CopyTo(message, PrefixLength);
        return message;
    }

    /// <summary>Whether the answer says that the service takes calls.</summary>
    public static bool IsServing(byte[] answer) => Status(answer) == 1;

    /// <summary>The answer's word.</summary>
    public static string Describe(byte[] answer) =>
        Status(answer) is { } status && status < Statuses.Length ? Statuses[status] : "no status";

    // An answer without the field means the first status, as protocol buffers have it.
    private static int? Status(byte[] answer) =>
        answer.Length < PrefixLength ? null
        : answer.Length == PrefixLength ? 0
        : answer.Length >= PrefixLength + 2 && answer[PrefixLength] == StatusField ? answer[PrefixLength + 1]
        : null;
}
