using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Faultline.Host.Networks.Names;

/// <summary>What <c>/etc/resolv.conf</c> says.</summary>
internal sealed record ResolverSettings
{
    private const int MostServers = 3;

    /// <summary>The servers, in the order in which they are asked.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];

    /// <summary>What is put behind names that are not whole.</summary>
    public ImmutableArray<string> Search { get; init; } = [];

    /// <summary>A name with so many points is tried as it stands first.</summary>
    public int Points { get; init; } = 1;

    /// <summary>How long one server is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often all are asked.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Reads the file's text. What can't be understood is passed over, as the C library does.</summary>
    public static ResolverSettings Read(string text)
    {
        var settings = new ResolverSettings();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            settings = words switch
            {
                ["nameserver", var server, ..] when settings.Servers.Length < MostServers && IPAddress.TryParse(server, out var address) =>
                    settings with
                    {
                        Servers = settings.Servers.Add(new IPEndPoint(address, 53)),
                    },
                ["search" or "domain", .. var names] => settings with { Search = [.. names] },
                ["options", .. var options] => options.Aggregate(settings, (now, option) => now.With(option)),
                _ => settings,
            };
        }

        // As the C library: who names no server means the one on this host.
        return settings.Servers.IsEmpty ? settings with { Servers = [new IPEndPoint(IPAddress.Loopback, 53)] } : settings;
    }

    /// <summary>The names to ask for, in order.</summary>
    public IEnumerable<string> Candidates(string name)
    {
        if (name.EndsWith('.'))
        {
            return [name.TrimEnd('.')];
        }

        var searched = Search.Where(suffix => suffix != ".").Select(suffix => $"{name}.{suffix.TrimEnd('.')}");
        return name.Count(letter => letter == '.') >= Points ? [name, .. searched] : [.. searched, name];
    }

    private ResolverSettings With(string option)
    {
        var at = option.IndexOf(':', StringComparison.Ordinal);
        if (at < 0 || !int.TryParse(option.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return this;
        }

        return option[..at] switch
        {
            "ndots" => this with { Points = Math.Min(number, 15) },
            "timeout" => this with { Timeout = TimeSpan.FromSeconds(Math.Clamp(number, 1, 5)) },
            "attempts" => this with { Attempts = Math.Clamp(number, 1, 3) },
            _ => this,
        };
    }
}
