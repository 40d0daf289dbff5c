using System.Runtime.CompilerServices;

namespace Faultline.TestKit;

/// <summary>Compares what a user sees with a file in the repository that was reviewed once.</summary>
public static class Snapshot
{
    /// <summary>
    /// The text must equal the file <c>Snapshots/TEST.txt</c> beside the test; where it does not, the text is left beside it as
    /// <c>TEST.received.txt</c>. With FAULTLINE_ACCEPT=1 the file is written instead.
    /// </summary>
    /// <param name="text">What the user sees, without what changes from run to run.</param>
    /// <param name="name">The file's name; by default the test method's.</param>
    /// <param name="source">The test's source file, filled in by the compiler.</param>
    public static void Match(string text, [CallerMemberName] string name = "", [CallerFilePath] string source = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(source)!, "Snapshots");
        var accepted = Path.Combine(folder, name + ".txt");
        var received = Path.Combine(folder, name + ".received.txt");
        var actual = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        Directory.CreateDirectory(folder);
        if (Environment.GetEnvironmentVariable("FAULTLINE_ACCEPT") == "1")
        {
            File.WriteAllText(accepted, actual);
        }

        var expected = File.Exists(accepted) ? File.ReadAllText(accepted).ReplaceLineEndings("\n") : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        throw new SnapshotException(
            expected is null
                ? $"There is no snapshot '{accepted}' yet; read '{received}' and rename it if it is right."
                : $"The text differs from '{accepted}':\n{FirstDifference(expected, actual)}\nRead '{received}' and rename it if it is right."
        );
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (want, got) = (expected.Split('\n'), actual.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(want.Length, got.Length)).First(i => want.ElementAtOrDefault(i) != got.ElementAtOrDefault(i));
        return $"line {at + 1}\n  expected: {want.ElementAtOrDefault(at)}\n  received: {got.ElementAtOrDefault(at)}";
    }
}

/// <summary>A text is not what was reviewed.</summary>
public sealed class SnapshotException(string message) : Exception(message);
