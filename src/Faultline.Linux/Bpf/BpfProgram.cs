using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Bpf;

/// <summary>A program in the kernel. It runs nowhere until it is linked, and a link ends with the process that holds it.</summary>
internal sealed unsafe class BpfProgram : IDisposable
{
    /// <summary>Programs of devices (tcx).</summary>
    public const int OfDevice = 3;

    /// <summary>Programs of control groups' sockets.</summary>
    public const int OfGroup = 8;

    public const int GroupIngress = 0;
    public const int GroupEgress = 1;
    public const int DeviceIngress = 46;
    public const int DeviceEgress = 47;

    private const int LogSize = 1 << 18;
    private const int LogShown = 300;

    private readonly SafeFileHandle _handle;

    private BpfProgram(SafeFileHandle handle) => _handle = handle;

    /// <summary>By which others hold it.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Has the kernel check and take a program.</summary>
    /// <exception cref="BpfException">It refuses; the verifier's last words are in the message.</exception>
    public static BpfProgram Load(int type, int attachment, string name, ReadOnlySpan<ulong> code)
    {
        // The first attempt asks for no log, which costs time and fails by itself when it is longer than its room.
        var result = Load(type, attachment, name, code, []);
        if (result >= 0)
        {
            return new BpfProgram(new SafeFileHandle(result, ownsHandle: true));
        }

        var log = new byte[LogSize];
        result = Load(type, attachment, name, code, log);
        if (result >= 0)
        {
            return new BpfProgram(new SafeFileHandle(result, ownsHandle: true));
        }

        // Behind its end are the remains of what it had tried before.
        var end = Array.IndexOf(log, (byte)0);
        var text = Encoding.ASCII.GetString(log, 0, end < 0 ? log.Length : end).TrimEnd();
        var words = text.Length == 0 ? "" : "; its verifier says: " + text[Math.Max(0, text.Length - LogShown)..].ReplaceLineEndings(" | ");
        var failure = BpfCall.Failed("the kernel refuses the eBPF program", -result);
        throw new BpfException(failure.Message + words, -result);
    }

    /// <summary>Lets it run.</summary>
    /// <param name="target">The device's index, or the descriptor of the group's folder.</param>
    /// <param name="attachment">Where, of either kind.</param>
    /// <param name="what">What it is linked to, for errors.</param>
    public SafeFileHandle Link(int target, int attachment, string what)
    {
        Span<byte> attributes = stackalloc byte[40];
        attributes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(attributes, (int)_handle.DangerousGetHandle());
        BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], target);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[8..], attachment);
        return BpfCall.Open(BpfCall.CreateLink, attributes, $"no eBPF program can be attached to {what}");
    }

    public void Dispose() => _handle.Dispose();

    private static int Load(int type, int attachment, string name, ReadOnlySpan<ulong> code, byte[] log)
    {
        Span<byte> attributes = stackalloc byte[72];
        attributes.Clear();

        // Programs of devices are of no kind of attachment.
        var expected = type == OfDevice ? 0 : attachment;
        fixed (ulong* instructions = code)
        fixed (byte* license = "GPL\0"u8)
        fixed (byte* logBytes = log)
        {
            BinaryPrimitives.WriteInt32LittleEndian(attributes, type);
            BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], code.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[8..], BpfCall.Address(instructions));
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[16..], BpfCall.Address(license));
            BinaryPrimitives.WriteInt32LittleEndian(attributes[24..], log.Length > 0 ? 1 : 0);
            BinaryPrimitives.WriteInt32LittleEndian(attributes[28..], log.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[32..], BpfCall.Address(logBytes));
            Encoding.ASCII.GetBytes(name, attributes[48..63]);
            BinaryPrimitives.WriteInt32LittleEndian(attributes[68..], expected);
            return BpfCall.Make(BpfCall.LoadProgram, attributes);
        }
    }
}
