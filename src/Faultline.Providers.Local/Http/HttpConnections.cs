using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Abstractions;

namespace Faultline.Providers.Local.Http;

/// <summary>
/// How all HTTP activities connect: one handler that verifies certificates and one that does not. Proxies come from
/// HTTP_PROXY, HTTPS_PROXY and NO_PROXY, further roots from REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE.
/// </summary>
public sealed class HttpConnections(IEnvironment environment, TimeProvider time) : IDisposable
{
    private const string RightFile = "Does REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE name the right file?";

    internal static readonly HttpRequestOptionsKey<TimeSpan?> ConnectTimeout = new("connect-timeout");
    internal static readonly HttpRequestOptionsKey<ReadPatience> Patience = new("read-patience");

    private static readonly HttpRequestOptionsKey<bool> IsConnected = new("is-connected");

    private readonly Lazy<HttpMessageInvoker> _verified = new(() => Create(environment, time, verify: true));
    private readonly Lazy<HttpMessageInvoker> _unverified = new(() => Create(environment, time, verify: false));

    /// <summary>What sends requests.</summary>
    /// <exception cref="InvalidDataException">The environment names certificates that can't be read.</exception>
    internal HttpMessageInvoker Invoker(bool verifyTls) => verifyTls ? _verified.Value : _unverified.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var invoker in new[] { _verified, _unverified })
        {
            if (invoker.IsValueCreated)
            {
                invoker.Value.Dispose();
            }
        }
    }

    private static HttpMessageInvoker Create(IEnvironment environment, TimeProvider time, bool verify)
    {
        var handler = new SocketsHttpHandler
        {
            // The provider follows them itself, by the reference's rules.
            AllowAutoRedirect = false,
            // Bodies are decompressed by the reader, which keeps the headers as they were sent.
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            // Each request has a connection of its own: an idle one may lead to something that a fault has since replaced.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = (context, stop) => ConnectAsync(context, time, stop),
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        };
        if (!verify)
        {
#pragma warning disable CA5359 // The activity says verify_tls: false.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Bundle(environment) is { } roots)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return new HttpMessageInvoker(handler);
    }

    private static X509Certificate2Collection? Bundle(IEnvironment environment)
    {
        var path = environment.Get("REQUESTS_CA_BUNDLE") ?? environment.Get("CURL_CA_BUNDLE");
        if (string.IsNullOrEmpty(path) || Directory.Exists(path))
        {
            // A folder of certificates is the system's own, which is trusted in any case.
            return null;
        }

        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(path);
            return roots.Count > 0 ? roots : throw new InvalidDataException($"'{path}' holds no certificate. {RightFile}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidDataException($"the certificates in '{path}' can't be read: {e.Message} {RightFile}");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, TimeProvider time, CancellationToken stop)
    {
        var options = context.InitialRequestMessage.Options;
        if (options.TryGetValue(IsConnected, out var again) && again)
        {
            // .NET sends a request without a body up to three times more when its connection is closed without an answer, which is
            // for the activity to decide: the server may have done already what it was asked for.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before an answer came.");
        }

        options.Set(IsConnected, true);
        options.TryGetValue(ConnectTimeout, out var limit);
        options.TryGetValue(Patience, out var patience);
        patience?.Pause();
        using var deadline = limit is { } span ? new CancellationTokenSource(span, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            patience?.Restart();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                $"Connect timed out after {limit!.Value.TotalSeconds:0.###} s."
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
