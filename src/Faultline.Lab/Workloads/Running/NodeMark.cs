using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads.Running;

/// <summary>
/// A variable by which a node's processes know each other, also those that left their groups: the node's address, which no other
/// node on the machine has.
/// </summary>
internal static class NodeMark
{
    public const string Name = "FAULTLINE_LAB_NODE";

    public static string Of(DataObject pod) => pod.TextAt("status", "hostIP") ?? "";

    /// <summary>Kills every process that carries a node's mark.</summary>
    public static void Sweep(string address)
    {
        var mark = Encoding.UTF8.GetBytes($"{Name}={address}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Carries(folder, mark))
            {
                ProcessSignal.Send(id, ProcessSignal.Kill);
            }
        }
    }

    private static bool Carries(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
