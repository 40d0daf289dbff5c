using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Abstractions.Data;

namespace Faultline.Secrets.Vault;

/// <summary>Vault's HTTP API: what may be over in a moment is tried again a few times, all else is an error in words.</summary>
internal sealed class VaultClient : IDisposable
{
    private const int MostBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly double[] PausesInSeconds = [0.2, 0.5, 1, 2];

    private readonly VaultSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <exception cref="VaultException">The certificates to trust can't be read.</exception>
    public VaultClient(VaultSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _http = new HttpClient(Handler(settings)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The answer's body; empty where it has none.</summary>
    /// <exception cref="VaultException">Vault did not do it; status 404 where there is nothing.</exception>
    public async Task<DataObject> SendAsync(HttpMethod method, string path, string? token, DataObject? body, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(method, path, token, body, stop);
            }
            catch (MomentaryException e) when (attempt < PausesInSeconds.Length)
            {
                var pause = TimeSpan.FromSeconds(PausesInSeconds[attempt]);
                await Task.Delay(e.After is { } asked && asked > pause ? Min(asked, Patience) : pause, _time, stop);
            }
            catch (MomentaryException e)
            {
                throw e.Reason;
            }
        }
    }

    private async Task<DataObject> SendOnceAsync(HttpMethod method, string path, string? token, DataObject? body, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        using var request = new HttpRequestMessage(method, _settings.Address.OriginalString + "/v1/" + path);
        request.Headers.TryAddWithoutValidation("X-Vault-Request", "true");
        if (token is not null && !request.Headers.TryAddWithoutValidation("X-Vault-Token", token))
        {
            throw new VaultException("the token for Vault can't be sent: it holds a line break", "Write it into its place again.", 0);
        }

        if (_settings.Namespace is { } ns)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", ns);
        }

        if (body is not null)
        {
            request.Content = new StringContent(JsonText.Write(body, indent: 0), new MediaTypeHeaderValue("application/json"));
        }

        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var content = await response.Content.ReadAsByteArrayAsync(either.Token);
            return response.IsSuccessStatusCode ? Parse(content, method, path) : throw Refused(response, content, method, path);
        }
        catch (HttpRequestException e)
        {
            var innermost = e.GetBaseException();
            var remedy =
                e.HttpRequestError == HttpRequestError.SecureConnectionError
                    ? "Does VAULT_CACERT name the certificates of this server's authority?"
                    : "Is it there, and is 'vault_addr' (or VAULT_ADDR) right?";
            var reason = Failure(method, path, $"can't be reached: {innermost.Message}", remedy, 0);
            throw e.HttpRequestError == HttpRequestError.SecureConnectionError ? reason : new MomentaryException(reason, null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new MomentaryException(
                Failure(method, path, $"did not answer within {Patience.TotalSeconds:0} s", "Is it there, and well?", 0),
                null
            );
        }
    }

    private DataObject Parse(byte[] content, HttpMethod method, string path)
    {
        if (content.Length == 0)
        {
            return DataObject.Empty;
        }

        try
        {
            return JsonText.Parse(content) as DataObject ?? DataObject.Empty;
        }
        catch (DataSyntaxException)
        {
            // What it did send stays untold: it may be anything.
            throw Failure(method, path, "answered with something other than JSON", "Is 'vault_addr' that of a Vault server?", 200);
        }
    }

    private Exception Refused(HttpResponseMessage response, byte[] content, HttpMethod method, string path)
    {
        var status = (int)response.StatusCode;
        var why = Reasons(content);
        var isSealed = why.Contains("sealed", StringComparison.OrdinalIgnoreCase);
        var remedy = response.StatusCode switch
        {
            _ when isSealed => "Unseal it ('vault operator unseal').",
            HttpStatusCode.Forbidden => $"Does the token's policy allow 'read' on '{path}', and has the token not expired?",
            HttpStatusCode.NotFound =>
                "Are the path, 'vault_secrets_mount_point' and 'vault_kv_version' right? The path is given without mount and 'data/'.",
            _ => null,
        };
        var reason = Failure(
            method,
            path,
            string.Create(CultureInfo.InvariantCulture, $"answered with status {status}{(why.Length > 0 ? ": " : "")}{why}"),
            remedy,
            status
        );
        return (status >= 500 && !isSealed) || status == 429 ? new MomentaryException(reason, response.Headers.RetryAfter?.Delta) : reason;
    }

    private static string Reasons(byte[] content)
    {
        try
        {
            return JsonText.Parse(content) is DataObject answer && answer["errors"] is DataArray errors
                ? string.Join("; ", errors.Items.OfType<DataString>().Select(error => error.Value.ReplaceLineEndings(" ").Trim()))
                : "";
        }
        catch (DataSyntaxException)
        {
            return "";
        }
    }

    private VaultException Failure(HttpMethod method, string path, string what, string? remedy, int status) =>
        new($"Vault at {_settings.Address.OriginalString} {what} ({method} /v1/{path})", remedy, status);

    private static SocketsHttpHandler Handler(VaultSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            MaxAutomaticRedirections = 5,
            ActivityHeadersPropagator = null,
        };
        if (!settings.VerifiesTls)
        {
#pragma warning disable CA5359 // The user says VAULT_SKIP_VERIFY.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (settings.Certificates is { } path)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            try
            {
                handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                handler.Dispose();
                throw new VaultException(
                    $"the certificates in '{path}' can't be read: {e.Message}",
                    "Does VAULT_CACERT name the right file?",
                    0
                );
            }
        }

        return handler;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>A failure that may be over in a moment.</summary>
    private sealed class MomentaryException(VaultException reason, TimeSpan? after) : Exception(reason.Message)
    {
        public VaultException Reason => reason;

        public TimeSpan? After => after;
    }
}
