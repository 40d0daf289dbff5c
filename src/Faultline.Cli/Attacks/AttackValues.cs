using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Cli.Attacks;

/// <summary>What the values of an attack's flags may be: each answers with what is wrong and what to write; null where nothing is wrong.</summary>
internal static class AttackValues
{
    // Of an interface's name (IFNAMSIZ, with its end).
    private const int LongestDevice = 15;
    private const int LongestHost = 253;
    private const int LongestLabel = 63;

    /// <summary>The protocols that can be chosen.</summary>
    public static readonly string[] Protocols = ["TCP", "UDP", "ICMP"];

    /// <summary>An address or a network, with <c>^</c> before it to leave it out.</summary>
    public static string? Address(string text)
    {
        var value = Bare(text);
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        var (address, length) = slash < 0 ? (value, null) : (value[..slash], value[(slash + 1)..]);
        // The parser takes '1' and '0x7f.1' too, which nobody means.
        if (
            !IPAddress.TryParse(address, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && address.Count(c => c == '.') != 3)
        )
        {
            return $"'{text}' is no address. Write one such as 192.0.2.1 or 2001:db8::1, or a network such as 10.0.0.0/8; '^' before it leaves it out.";
        }

        var most = parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return length is null || (Number(length) is { } bits && bits <= most)
            ? null
            : $"'{text}' is no network. What follows the slash is a number from 0 to {most}, as in {(most == 32 ? "10.0.0.0/8" : "2001:db8::/32")}.";
    }

    /// <summary>A host name, with <c>^</c> before it to leave it out.</summary>
    public static string? Host(string text)
    {
        var name = Bare(text);
        var labels = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        var isName =
            name.Length <= LongestHost
            && labels.All(label =>
                label.Length is > 0 and <= LongestLabel
                && !label.StartsWith('-')
                && !label.EndsWith('-')
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            )
            // An address with a mistake in it is nobody's name.
            && !name.All(c => char.IsAsciiDigit(c) || c == '.');
        return isName || IPAddress.TryParse(name, out _)
            ? null
            : $"'{text}' is no host name. Write one such as db.example.com, without a scheme, port or path; '^' before it leaves it out.";
    }

    /// <summary>A port or a range of ports, with <c>^</c> before it to leave it out.</summary>
    public static string? Port(string text)
    {
        var ends = Bare(text).Split('-');
        var numbers = ends.Select(Number).ToArray();
        if (ends.Length > 2 || numbers.Any(number => number is null or > 65535))
        {
            return $"'{text}' is no port. Write a number from 0 to 65535, or a range such as 8080-8085; '^' before it leaves it out.";
        }

        return numbers[0] <= numbers[^1] ? null : $"'{text}' ends before it begins. Write {numbers[^1]}-{numbers[0]}.";
    }

    /// <summary>A protocol.</summary>
    public static string? Protocol(string text) =>
        Protocols.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"'{text}' is no protocol. Write {string.Join(", ", Protocols[..^1])} or {Protocols[^1]}.";

    /// <summary>A network interface.</summary>
    public static string? Device(string text) =>
        text.Length <= LongestDevice && !text.Any(c => c == '/' || char.IsWhiteSpace(c))
            ? null
            : $"'{text}' is no interface. Write a name such as eth0; 'ip link' lists them.";

    /// <summary>Anything but nothing.</summary>
    public static string? Something(string text) => string.IsNullOrWhiteSpace(text) ? "it is empty." : null;

    /// <summary>Permissions in octal digits.</summary>
    public static string? Mode(string text) =>
        text.Length is 3 or 4 && text.All(c => c is >= '0' and <= '7')
            ? null
            : $"'{text}' are no permissions. Write three or four octal digits, such as 000 or 0640.";

    private static string Bare(string text) => text.StartsWith('^') ? text[1..] : text;

    private static int? Number(string text) =>
        text.Length is > 0 and <= 5 && text.All(char.IsAsciiDigit) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
