using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Linux.TestHost;

/// <summary>What the modes of this program have in common.</summary>
internal sealed class Host(ProcessStarter starter)
{
    public ProcessStarter Starter => starter;

    public static ProcessSpec Spec(string script) =>
        new()
        {
            Path = "/bin/sh",
            Arguments = ["-c", script],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        };

    /// <summary>Starts a script and passes on what it prints, up to the first line's end.</summary>
    public async Task ShellAsync(string script)
    {
        var printed = new TaskCompletionSource();
        var text = new ConcurrentQueue<byte>();
        starter.Start(
            Spec(script) with
            {
                StandardOutput = bytes =>
                {
                    foreach (var value in bytes)
                    {
                        text.Enqueue(value);
                    }

                    // Two lines come from a script that has a child of its own.
                    if (text.Count(value => value == '\n') == script.Split("echo ").Length - 1)
                    {
                        printed.TrySetResult();
                    }
                },
            }
        );
        await printed.Task;
        Console.Write(Encoding.ASCII.GetString([.. text]));
    }

    /// <summary>Runs a script to its end.</summary>
    public Task<ExitStatus> RunAsync(string script) => starter.Start(Spec(script)).Completed;

    /// <summary>Starts a script that shares our streams and our group.</summary>
    public ChildProcess Foreground(string script)
    {
        Console.Out.Flush();
        return starter.Start(Spec(script) with { InForeground = true });
    }

    /// <summary>The guards that run as children of this process.</summary>
    public static IReadOnlyList<int> Guards() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
                .Where(name => IsOurs(Read(name!, "stat")) && Read(name!, "cmdline").Contains("faultline-guard", StringComparison.Ordinal))
                .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
        ];

    // What comes after the name: state, parent, …
    private static bool IsOurs(string stat) =>
        stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [not "Z", var parent, ..]
        && parent == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns when a child has ended, its descriptors included.</summary>
    public static async Task EndOfAsync(int pid)
    {
        while (!Read(pid.ToString(CultureInfo.InvariantCulture), "stat").Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Delay(5);
        }
    }

    private static string Read(string pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
