using System.Collections.Immutable;
using System.Net;

namespace Faultline.Host.Networks.Names;

/// <summary>What <c>/etc/hosts</c> says.</summary>
internal static class HostsFile
{
    /// <summary>The addresses that the file's text has for a name; none where it has none.</summary>
    public static ImmutableArray<IPAddress> Find(string text, string name)
    {
        var meant = name.TrimEnd('.');
        return
        [
            .. text.Split('\n')
                .Select(line => line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length > 1 && words.Skip(1).Contains(meant, StringComparer.OrdinalIgnoreCase))
                .Select(words => IPAddress.TryParse(words[0], out var address) ? address : null)
                .OfType<IPAddress>()
                .Distinct(),
        ];
    }
}
