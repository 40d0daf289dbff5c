using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>What an exec plugin hands out, kept until it expires or the server refuses it.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose of.
internal sealed class ExecCredential(ExecPlugin plugin, ExecPluginRunner runner, TimeProvider time) : ICredential
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private volatile Identification? _current;
    private DateTimeOffset? _expires;

    public IEnumerable<string> Secrets => _seen.Keys.Concat(plugin.Environment.Select(pair => pair.Value).Where(value => value.Length > 7));

    /// <summary>The client certificate that was handed out last; null where there was none.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate => _current?.Certificate;

    public async ValueTask<Identification> GetAsync(CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_current is null || (_expires is { } end && end <= time.GetUtcNow()))
            {
                (_current, _expires) = Read(await runner.RunAsync(plugin, stop));
            }

            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    public bool Refused(Identification refused)
    {
        // Another request may have replaced it already.
        Interlocked.CompareExchange(ref _current, null, refused);
        return true;
    }

    private (Identification Identification, DateTimeOffset? Expires) Read(byte[] output)
    {
        var status = Parse(output);
        var token = status.Text("token") is { Length: > 0 } text ? text : null;
        if (token is not null)
        {
            _seen.TryAdd(token, true);
        }

        var certificate =
            status.Text("clientCertificateData") is { } data && status.Text("clientKeyData") is { } key
                ? new PemText(data, $"The clientCertificateData of '{plugin.Command}'").CertificatesWithKey(
                    new PemText(key, $"The clientKeyData of '{plugin.Command}'")
                )[0]
                : null;
        if (token is null && certificate is null)
        {
            throw Wrong("with neither a token nor a client certificate and key");
        }

        var header = token is null ? null : HeaderText.Check("Bearer " + token.Trim(), $"The token of '{plugin.Command}'");
        return (new Identification(header, certificate), Expiry(status));
    }

    private DataObject Parse(byte[] output)
    {
        DataObject? credential;
        try
        {
            credential = JsonText.Parse(output) as DataObject;
        }
        catch (DataSyntaxException)
        {
            throw Wrong("that is not JSON");
        }

        if (credential?.Text("kind") != "ExecCredential" || credential["status"] is not DataObject status)
        {
            throw Wrong("that is not an ExecCredential with a status");
        }

        return credential.Text("apiVersion") == plugin.ApiVersion
            ? status
            : throw Wrong($"of apiVersion '{credential.Text("apiVersion")}' where the kubeconfig says '{plugin.ApiVersion}'");
    }

    private DateTimeOffset? Expiry(DataObject status)
    {
        if (status.Text("expirationTimestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end
            : throw Wrong("whose expirationTimestamp is not a time");
    }

    private ClusterAccessException Wrong(string what) =>
        new($"The exec plugin '{plugin.Command}' ({plugin.Place}) printed a text {what}. Run it by hand and correct its settings.");
}
