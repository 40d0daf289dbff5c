using Faultline.Linux.Processes;

namespace Faultline.Linux.Tests;

/// <summary>Processes by their id.</summary>
internal static class Proc
{
    /// <summary>Whether the process has ended: is no more, or only waits to be noticed.</summary>
    public static bool IsGone(int pid) => Stat(pid) is null or ['Z', ..];

    /// <summary>The number of its session.</summary>
    public static int Session(int pid) => int.Parse(Stat(pid)!.Split(' ')[3]);

    /// <summary>Ends it at once.</summary>
    public static async Task KillAsync(int pid)
    {
        await using var starter = new ProcessStarter(TimeProvider.System);
        await starter
            .Start(
                new ProcessSpec
                {
                    Path = "/bin/sh",
                    Arguments = ["-c", $"kill -s KILL {pid}"],
                    Environment = Env.Plain,
                }
            )
            .Completed;
    }

    /// <summary>Returns as soon as the condition holds; the test's time limit ends it where it never does.</summary>
    public static async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    // What comes after the name: state, parent, group, session, …
    private static string? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
