using System.Text.RegularExpressions;

namespace Faultline.Architecture.Tests;

/// <summary>The product's C# files as text.</summary>
internal static class SourceFiles
{
    public static IEnumerable<string> In(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Whether a file uses a namespace, by a using directive or by a name in its code.</summary>
    public static bool Uses(string file, string fullNamespace)
    {
        var name = Regex.Escape(fullNamespace);
        return Regex.IsMatch(
            File.ReadAllText(file),
            $@"(?m)^(?:global )?using (?:static )?(?:\w+ = )?{name}[.;]|(?<![\w.""/]){name}\.[A-Z]"
        );
    }
}
