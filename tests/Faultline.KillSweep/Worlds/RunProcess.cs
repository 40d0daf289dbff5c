using System.Globalization;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.KillSweep.Worlds;

/// <summary>A process of a run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Role">What it is: <c>engine</c>, <c>holder</c>, <c>watchdog</c>, or the name of another program.</param>
internal sealed record RunProcess(int Id, string Role)
{
    public void Kill() => _ = ProcessSignal.Send(Id, ProcessSignal.Kill);

    public void Interrupt() => _ = ProcessSignal.Send(Id, 2);

    public void Stop() => _ = ProcessSignal.Send(Id, ProcessSignal.Stop);

    public void Continue() => _ = ProcessSignal.Send(Id, ProcessSignal.Continue);

    /// <summary>The processes whose environment holds a path.</summary>
    public static IReadOnlyList<RunProcess> Of(string path)
    {
        var mark = Encoding.UTF8.GetBytes(path);
        var found = new List<RunProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(folder.AsSpan("/proc/".Length), CultureInfo.InvariantCulture, out var id)
                && Read(folder + "/environ").AsSpan().IndexOf(mark) >= 0
            )
            {
                found.Add(new RunProcess(id, RoleOf(Encoding.UTF8.GetString(Read(folder + "/cmdline")).Split('\0'))));
            }
        }

        return found;
    }

    private static string RoleOf(string[] words) =>
        words is [_, "holder" or "watchdog", ..] ? words[1]
        : Path.GetFileName(words[0]) == "faultline" ? "engine"
        : Path.GetFileName(words[0]);

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
