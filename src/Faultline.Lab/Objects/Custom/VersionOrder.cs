using System.Globalization;
using System.Text.RegularExpressions;

namespace Faultline.Lab.Objects.Custom;

/// <summary>Kubernetes' order of versions, the lesser first: others by name, v1alpha1, v1beta1, v1, v2.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (a, b) = (Rank(x ?? ""), Rank(y ?? ""));
        return a != b ? a.CompareTo(b) : string.CompareOrdinal(y, x);
    }

    private static (int Stability, int Major, int Minor) Rank(string version)
    {
        if (VersionPattern().Match(version) is not { Success: true } match)
        {
            return (0, 0, 0);
        }

        static int Number(Group group) => group.Success ? int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var stability = match.Groups["stability"].Value switch
        {
            "alpha" => 1,
            "beta" => 2,
            _ => 3,
        };
        return (stability, Number(match.Groups["major"]), Number(match.Groups["minor"]));
    }

    [GeneratedRegex("^v(?<major>[0-9]{1,6})(?:(?<stability>alpha|beta)(?<minor>[0-9]{1,6}))?\\z")]
    private static partial Regex VersionPattern();
}
