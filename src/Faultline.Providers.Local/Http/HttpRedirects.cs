using System.Net;

namespace Faultline.Providers.Local.Http;

/// <summary>
/// How redirects are followed: as the reference's client does it, which .NET's own does not. From HTTPS to HTTP too; a 302 turns
/// every method but HEAD into GET, so that no DELETE hits the place it leads to; and Authorization stays with its host.
/// </summary>
internal static class HttpRedirects
{
    /// <summary>How many are followed.</summary>
    internal const int Most = 30;

    private static readonly string[] AboutBody = ["Content-Length", "Content-Type", "Transfer-Encoding"];

    /// <summary>Where the response sends its reader; null where it does not.</summary>
    public static Uri? LocationOf(HttpResponseMessage response, Uri address) =>
        response.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location
            ? new Uri(address, location)
            : null;

    /// <summary>The request that a redirect asks for.</summary>
    public static HttpRequestTemplate Follow(HttpRequestTemplate template, HttpStatusCode status, Uri location)
    {
        var keepsBody = status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        var becomesGet =
            (status is HttpStatusCode.Found or HttpStatusCode.SeeOther && template.Method != HttpMethod.Head)
            || (status == HttpStatusCode.MovedPermanently && template.Method == HttpMethod.Post);
        var keepsAuthorization = IsSamePlace(template.Address, location);
        return template with
        {
            Address = location,
            Method = becomesGet ? HttpMethod.Get : template.Method,
            Body = keepsBody ? template.Body : null,
            Headers =
            [
                .. template.Headers.Where(header =>
                    !header.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
                    && (keepsAuthorization || !header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                    && (keepsBody || !AboutBody.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
                ),
            ],
        };
    }

    // The same server, or its encrypted side.
    private static bool IsSamePlace(Uri from, Uri to) =>
        from.IdnHost == to.IdnHost
        && (
            (from.Scheme == to.Scheme && from.Port == to.Port)
            || (from is { Scheme: "http", Port: 80 } && to is { Scheme: "https", Port: 443 })
        );
}
