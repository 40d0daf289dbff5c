using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>Where settings are kept: YAML, ours or the reference's.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsChosen">Whether the user named this very file.</param>
public sealed record SettingsFile(string Path, bool IsChosen = false)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// The file that counts: the one that was chosen; otherwise <c>$XDG_CONFIG_HOME/faultline/settings.yaml</c> (by default
    /// <c>~/.config/faultline/settings.yaml</c>); otherwise, where that is not there, the Chaos Toolkit's
    /// <c>~/.chaostoolkit/settings.yaml</c> if that is.
    /// </summary>
    public static SettingsFile Find(string? chosen, IEnvironment environment)
    {
        if (!string.IsNullOrEmpty(chosen))
        {
            return new SettingsFile(System.IO.Path.GetFullPath(chosen), IsChosen: true);
        }

        var home = environment.Get("HOME") is { Length: > 0 } set ? set : null;
        // A relative path there is to be ignored, says who invented the variable.
        var folder =
            environment.Get("XDG_CONFIG_HOME") is { Length: > 0 } given && System.IO.Path.IsPathRooted(given) ? given
            : home is null ? "/etc"
            : System.IO.Path.Combine(home, ".config");
        var own = System.IO.Path.Combine(folder, "faultline", "settings.yaml");
        var other = home is null ? null : System.IO.Path.Combine(home, ".chaostoolkit", "settings.yaml");
        return new SettingsFile(!File.Exists(own) && File.Exists(other) ? other : own);
    }

    /// <summary>
    /// Reads the file. A file that is not there, or that can't be read, is as good as an empty one; what is wrong with it is said.
    /// </summary>
    /// <returns>The settings, and all that is wrong: of <see cref="DiagnosticSeverity.Fatal"/> what no run should overlook.</returns>
    public (Settings Settings, ImmutableArray<Diagnostic> Problems) Read()
    {
        if (!File.Exists(Path))
        {
            return IsChosen
                ? Nothing(DiagnosticSeverity.Warning, "There is no such settings file; nothing is settled", null)
                : (Settings.None, []);
        }

        try
        {
            return Read(File.ReadAllBytes(Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Nothing(DiagnosticSeverity.Error, $"The settings can't be read: {e.Message}", null);
        }
    }

    /// <summary>Reads settings from a text, as if the file held it.</summary>
    public (Settings Settings, ImmutableArray<Diagnostic> Problems) Read(ReadOnlySpan<byte> utf8)
    {
        DataNode root;
        try
        {
            root = DocumentText.Parse(utf8, DocumentFormat.Yaml);
        }
        catch (DataSyntaxException e)
        {
            return Nothing(DiagnosticSeverity.Error, $"Failed parsing YAML settings: {e.Message}", e.Position);
        }

        return root switch
        {
            DataNull => (new Settings { Path = Path }, []),
            DataObject document => new SettingsReader(Path).Read(document),
            _ => Nothing(
                DiagnosticSeverity.Error,
                $"Failed parsing YAML settings: settings are an object, and this is {root.Kind}",
                root.Position
            ),
        };
    }

    /// <summary>
    /// Writes the file, at once or not at all: with the rights that it has, or for its owner alone where it is new. Where the path is
    /// a link, what it leads to is written.
    /// </summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(string text)
    {
        var path = File.Exists(Path) ? File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path : Path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = File.Exists(path) ? File.GetUnixFileMode(path) : OwnerOnly,
        };
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private (Settings, ImmutableArray<Diagnostic>) Nothing(DiagnosticSeverity severity, string message, SourcePosition? position) =>
        (
            Settings.None,
            [
                new Diagnostic(
                    severity,
                    message,
                    Path,
                    position,
                    Remedy: severity == DiagnosticSeverity.Warning ? null : "Nothing of it has any effect."
                ),
            ]
        );
}
