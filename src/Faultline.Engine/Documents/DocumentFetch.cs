using System.Net;

namespace Faultline.Engine.Documents;

/// <summary>Gets a document from a server. Credentials are for the server that was named, and go nowhere else.</summary>
internal sealed class DocumentFetch : IDisposable
{
    private const int MostRedirects = 30;

    private readonly HttpClient _client;

    public DocumentFetch(bool verifyTls)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (!verifyTls)
        {
#pragma warning disable CA5359 // The user says --no-verify-tls.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What a server is to be told: the entry for its host and port as the address has them, with or without a port that goes without saying.</summary>
    public static string? Authorization(Uri address, IReadOnlyDictionary<string, string>? authorizations) =>
        authorizations is null ? null
        : authorizations.TryGetValue($"{address.Host}:{address.Port}", out var exact) ? exact
        : address.IsDefaultPort && authorizations.TryGetValue(address.Host, out var host) ? host
        : null;

    /// <summary>A text of the server's without the credentials that it was told.</summary>
    public static string Without(string? credentials, string text) =>
        credentials is null || credentials.IndexOf(' ', StringComparison.Ordinal) is not (var at and > 0) || at == credentials.Length - 1
            ? text
            : text.Replace(credentials[(at + 1)..], "*****", StringComparison.Ordinal);

    /// <summary>Follows redirects to the document's status, media type and text.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or no end of redirects.</exception>
    public async Task<(int Status, string? Type, byte[] Body)> GetAsync(Uri address, string? credentials, CancellationToken stop)
    {
        var at = address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.TryAddWithoutValidation("Accept", "application/json, application/x-yaml");
            if (credentials is not null && IsSameServer(address, at))
            {
                request.Headers.TryAddWithoutValidation("Authorization", credentials);
            }

            using var response = await _client.SendAsync(request, stop);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                var body = await response.Content.ReadAsByteArrayAsync(stop);
                return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body);
            }

            var next = new Uri(at, location);
            if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || at.Scheme == Uri.UriSchemeHttps))
            {
                throw new HttpRequestException($"the server redirects from {at.Scheme} to '{next.GetLeftPart(UriPartial.Path)}'");
            }

            at = next;
        }

        throw new HttpRequestException($"the server redirects more than {MostRedirects} times");
    }

    public void Dispose() => _client.Dispose();

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static bool IsSameServer(Uri first, Uri second) =>
        string.Equals(first.Host, second.Host, StringComparison.OrdinalIgnoreCase)
        && (
            (first.Scheme == second.Scheme && first.Port == second.Port)
            // The same server, over a connection that nobody can read along.
            || (first.Scheme == Uri.UriSchemeHttp && second.Scheme == Uri.UriSchemeHttps && first.IsDefaultPort && second.IsDefaultPort)
        );
}
