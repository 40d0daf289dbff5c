using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Faultline.Providers.Proxy.Client;

/// <summary>Where a proxy's API is. A user and password in the URL are sent with each request, and shown nowhere.</summary>
public sealed record ProxyApiAddress
{
    /// <summary>Where an API is that nobody says anything about.</summary>
    public const string Default = "http://localhost:8474";

    private ProxyApiAddress(Uri url, string? authorization, string secret) => (Url, Authorization, Secret) = (url, authorization, secret);

    /// <summary>The base of all paths, with a slash at its end and without user and password.</summary>
    public Uri Url { get; }

    /// <summary>The host, without port.</summary>
    public string Host => Url.Host;

    /// <summary>Whether it is on this machine.</summary>
    public bool IsLoopback => Url.IsLoopback;

    /// <summary>As <c>Basic</c> has it: user and password in base64; null where there are none. A secret.</summary>
    internal string? Authorization { get; }

    /// <summary>The whole of it, user and password included.</summary>
    internal string Secret { get; }

    /// <summary>Reads an address: <c>http://host:8474</c>; without a scheme it is http.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProxyApiAddress? address)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        address = null;
        if (!Uri.TryCreate(whole.TrimEnd('/') + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return false;
        }

        var bare = new UriBuilder(url)
        {
            UserName = "",
            Password = "",
            Query = "",
            Fragment = "",
        };
        var authorization =
            url.UserInfo.Length == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)));
        address = new ProxyApiAddress(bare.Uri, authorization, whole);
        return true;
    }

    /// <summary>A text that should be an address, as it may be shown: without what may be user and password.</summary>
    public static string Shown(string text)
    {
        var from = text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + "://".Length : 0;
        return text.LastIndexOf('@') is var at && at >= from ? text[..from] + text[(at + 1)..] : text;
    }

    /// <summary>The address as it may be shown: without user and password, and without a slash at its end.</summary>
    public override string ToString() => Url.AbsoluteUri.TrimEnd('/');
}
