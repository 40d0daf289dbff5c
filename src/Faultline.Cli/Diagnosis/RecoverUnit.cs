using System.Text;

namespace Faultline.Cli.Diagnosis;

/// <summary>The systemd unit that undoes at boot what a loss of power left broken.</summary>
/// <param name="root">The root folder of the system that it is for.</param>
internal sealed class RecoverUnit(string root)
{
    public const string Name = "faultline-recover.service";

    // What 'systemctl enable' makes of WantedBy.
    private const string Wants = "etc/systemd/system/multi-user.target.wants";

    /// <summary>The unit's file.</summary>
    public string Path { get; } = System.IO.Path.Combine(root, "etc/systemd/system", Name);

    /// <summary>Whether it stands there, and is enabled.</summary>
    public bool IsInstalled => File.Exists(Path) && File.Exists(Link);

    private string Link { get; } = System.IO.Path.Combine(root, Wants, Name);

    /// <summary>The unit's text.</summary>
    /// <param name="program">The program and the arguments before its command.</param>
    /// <param name="undo">Where the undo logs stand.</param>
    /// <param name="state">The state directory that was chosen; null for the usual ones.</param>
    public static string Text(IEnumerable<string> program, string undo, string? state)
    {
        string[] command = [.. program, .. state is null ? Array.Empty<string>() : ["--state-dir", state], "recover", "--all"];
        return $"""
            # Written by 'faultline doctor --install-unit'.
            [Unit]
            Description=Undo what Faultline left broken
            Documentation=man:faultline(1)
            ConditionPathIsDirectory={Escape(undo)}
            After=local-fs.target systemd-tmpfiles-setup.service

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            TimeoutStartSec=120
            ExecStart={string.Join(' ', command.Select(Word))}

            [Install]
            WantedBy=multi-user.target

            """;
    }

    /// <summary>Writes the unit and enables it. What is there already, and the same, is left alone.</summary>
    /// <param name="text">The unit's text.</param>
    /// <returns>What was done, a line each.</returns>
    /// <exception cref="UserException">It can't be written.</exception>
    public IReadOnlyList<string> Install(string text)
    {
        var done = new List<string>();
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            if (File.Exists(Path) && File.ReadAllText(Path) == text)
            {
                done.Add($"{Path}: there already");
            }
            else
            {
                // Whole or not at all: systemd may read it at any moment.
                var next = Path + ".new";
                File.WriteAllText(next, text);
                File.Move(next, Path, overwrite: true);
                done.Add($"{Path}: written");
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Link)!);
            if (new FileInfo(Link).LinkTarget is null)
            {
                File.CreateSymbolicLink(Link, "../" + Name);
                done.Add($"{Link}: enabled");
            }
            else
            {
                done.Add($"{Link}: enabled already");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The unit can't be written: {e.Message} Run as root, or write into an image with --root.");
        }

        return done;
    }

    // As systemd reads a path in a condition.
    private static string Escape(string path) => path.Replace("%", "%%", StringComparison.Ordinal);

    // As systemd reads a word of a command line: in quotes where it must be, with its signs for itself doubled.
    private static string Word(string word)
    {
        var escaped = new StringBuilder();
        foreach (var c in word)
        {
            escaped.Append(
                c switch
                {
                    '%' => "%%",
                    '$' => "$$",
                    '\\' or '"' => "\\" + c,
                    _ => c.ToString(),
                }
            );
        }

        return word.Length == 0 || word.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or ';') ? $"\"{escaped}\"" : escaped.ToString();
    }
}
