using System.Globalization;
using System.Net;

namespace Faultline.Samples.Services;

/// <summary>What the services read from their environment.</summary>
internal static class ServiceVariables
{
    /// <summary>Where to listen: POD_IP (127.0.0.1) and PORT (8080; 0 takes a free one).</summary>
    /// <exception cref="FormatException">One of them makes no sense.</exception>
    public static IPEndPoint Address(IReadOnlyDictionary<string, string> environment)
    {
        var host = environment.GetValueOrDefault("POD_IP", "127.0.0.1");
        var port = environment.GetValueOrDefault("PORT", "8080");
        if (!IPAddress.TryParse(host, out var address))
        {
            throw new FormatException($"POD_IP is '{host}', which is not an IP address.");
        }

        return ushort.TryParse(port, out var number)
            ? new IPEndPoint(address, number)
            : throw new FormatException($"PORT is '{port}', which is not a port number (0 to 65535).");
    }

    /// <summary>A duration such as 1s or 500ms; null where the variable is not set or empty.</summary>
    /// <exception cref="FormatException">It is none, or not above 0.</exception>
    public static TimeSpan? Duration(IReadOnlyDictionary<string, string> environment, string name)
    {
        var text = environment.GetValueOrDefault(name, "");
        if (text.Length == 0)
        {
            return null;
        }

        var (digits, unit) =
            text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.FromMilliseconds(1))
            : text.EndsWith('s') ? (text[..^1], TimeSpan.FromSeconds(1))
            : (text, TimeSpan.Zero);
        return
            unit > TimeSpan.Zero
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and < 1e6
            ? unit * count
            : throw new FormatException($"{name} is '{text}', which is not a duration such as 1s or 500ms.");
    }

    /// <summary>The URL of another service.</summary>
    /// <exception cref="FormatException">The variable is not set, or no HTTP URL; the message shows the <paramref name="example"/>.</exception>
    public static string Url(IReadOnlyDictionary<string, string> environment, string name, string example)
    {
        var url = environment.GetValueOrDefault(name, "");
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttp
            ? url
            : throw new FormatException($"{name} is '{url}', which is not a URL such as {example}.");
    }
}
