using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;

namespace Faultline.Secrets.Vault;

/// <summary>
/// Vault at work for one run: one login, one request for each path however many secrets come from it. A token of our own login is
/// revoked at the end, and with it what was lent to it; the user's own token stays as it is.
/// </summary>
internal sealed class VaultSession(IEnvironment environment, TimeProvider time) : ISecretSession
{
    private readonly Dictionary<string, DataObject> _payloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _leaseIds = new(StringComparer.Ordinal);
    private VaultSettings? _settings;
    private VaultClient? _client;
    private VaultToken? _token;
    private DateTimeOffset _tokenEnds = DateTimeOffset.MaxValue;
    private bool _isTokenLeaseTold;

    public async Task<SecretAnswer> FetchAsync(SecretRequest request, CancellationToken stop)
    {
        if (DeclarationChecks.TextOf(request.Declaration, "path") is not { } path)
        {
            return new SecretAnswer.Found(DataObject.Empty);
        }

        try
        {
            return await FetchAsync(request, path.Trim('/'), stop);
        }
        catch (VaultException e)
        {
            return new SecretAnswer.Failed(e.Message, e.Remedy) { Sensitive = _token?.Sensitive ?? [] };
        }
    }

    public async Task<SecretRenewal> RenewAsync(SecretLease lease, CancellationToken stop)
    {
        try
        {
            var answer =
                lease.Id == TokenName
                    ? await _client!.SendAsync(HttpMethod.Post, "auth/token/renew-self", _token!.Value, DataObject.Empty, stop)
                    : await _client!.SendAsync(
                        HttpMethod.Put,
                        "sys/leases/renew",
                        _token!.Value,
                        DataObject.Of(("lease_id", _leaseIds[lease.Id])),
                        stop
                    );
            var renewed = answer["auth"] as DataObject ?? answer;
            var duration = Seconds(renewed["lease_duration"]);
            if (duration == TimeSpan.Zero)
            {
                return new SecretRenewal(null, $"{lease.Id} could not be renewed: the answer names no time.");
            }

            if (lease.Id == TokenName)
            {
                _tokenEnds = time.GetUtcNow() + duration;
            }

            return new SecretRenewal(
                lease with
                {
                    Duration = duration,
                    IsRenewable = renewed["renewable"] is not DataBoolean { Value: false },
                }
            );
        }
        catch (VaultException e)
        {
            return new SecretRenewal(null, $"{lease.Id} could not be renewed: {e.Message}");
        }
    }

    public async Task<IReadOnlyList<string>> CloseAsync(CancellationToken stop)
    {
        var problems = new List<string>();
        try
        {
            if (_token is { IsOurs: true, CanBeRevoked: true } && time.GetUtcNow() < _tokenEnds)
            {
                await GiveBackAsync(TokenName, "auth/token/revoke-self", DataObject.Empty);
            }
            else
            {
                foreach (var (name, id) in _leaseIds)
                {
                    await GiveBackAsync(name, "sys/leases/revoke", DataObject.Of(("lease_id", id)));
                }
            }
        }
        finally
        {
            _client?.Dispose();
            (_client, _token) = (null, null);
            _leaseIds.Clear();
        }

        return problems;

        async Task GiveBackAsync(string name, string path, DataObject body)
        {
            try
            {
                await _client!.SendAsync(HttpMethod.Post, path, _token!.Value, body, stop);
            }
            catch (VaultException e)
            {
                problems.Add($"{name} could not be revoked: {e.Message}");
            }
        }
    }

    /// <summary>A number of seconds in an answer; zero where there is none.</summary>
    internal static TimeSpan Seconds(DataNode? node) =>
        node is DataNumber number && number.ToDouble() is > 0 and < 1e10 and var seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private string TokenName => $"The token for Vault at {_settings!.Address.OriginalString}";

    private async Task<SecretAnswer> FetchAsync(SecretRequest request, string path, CancellationToken stop)
    {
        _settings ??= VaultSettings.Read(request.Configuration, environment).Settings!;
        _client ??= new VaultClient(_settings, time);
        var address = $"{_settings.Mount}/{(_settings.Version == 2 ? "data/" : "")}{path}";
        if (_token is null || (_token.IsOurs && time.GetUtcNow() >= _tokenEnds))
        {
            _token = await VaultToken.GetAsync(_settings.Login, _client, stop);
            _tokenEnds = Ends(_token.Duration);
            _isTokenLeaseTold = false;
        }

        var leases = ImmutableArray.CreateBuilder<SecretLease>();
        if (!_payloads.TryGetValue(address, out var payload))
        {
            payload = await ReadAsync(address, path, stop);
            _payloads.Add(address, payload);
            await NoteLeaseAsync(payload, path, leases, stop);
        }

        if (_token.IsOurs && !_isTokenLeaseTold && _token.Duration > TimeSpan.Zero)
        {
            leases.Add(new SecretLease(TokenName, _token.Duration, _token.IsRenewable));
            _isTokenLeaseTold = true;
        }

        var data = payload["data"];
        data = _settings.Version == 2 ? (data as DataObject)?["data"] : data;
        return Answer(request, path, address, data) switch
        {
            SecretAnswer.Found found => found with { Sensitive = _token.Sensitive, Leases = leases.ToImmutable() },
            var failed => failed with { Sensitive = _token.Sensitive },
        };
    }

    private async Task<DataObject> ReadAsync(string address, string path, CancellationToken stop)
    {
        try
        {
            return await _client!.SendAsync(HttpMethod.Get, Escaped(address), _token!.Value, null, stop);
        }
        catch (VaultException e) when (e.Status == 404)
        {
            throw new VaultException($"No Vault secret found at path: {path}. {e.Message}", e.Remedy, e.Status);
        }
    }

    // A secret that Vault made for us alone lives only as long as its lease, and as the token that it was made for.
    private async Task NoteLeaseAsync(DataObject payload, string path, ImmutableArray<SecretLease>.Builder leases, CancellationToken stop)
    {
        if (payload.Text("lease_id") is not { Length: > 0 } id)
        {
            return;
        }

        var name = $"The lease of Vault's secret at path '{path}'";
        _leaseIds[name] = id;
        leases.Add(new SecretLease(name, Seconds(payload["lease_duration"]), payload["renewable"] is DataBoolean { Value: true }));
        if (_token!.IsOurs || _isTokenLeaseTold)
        {
            return;
        }

        _isTokenLeaseTold = true;
        try
        {
            var answer = await _client!.SendAsync(HttpMethod.Get, "auth/token/lookup-self", _token.Value, null, stop);
            if (answer["data"] is DataObject own && Seconds(own["ttl"]) is var left && left > TimeSpan.Zero)
            {
                leases.Add(new SecretLease(TokenName, left, own["renewable"] is DataBoolean { Value: true }));
            }
        }
        catch (VaultException)
        {
            // A token that may not look at itself can't be kept alive; the secret was read all the same.
        }
    }

    private static SecretAnswer Answer(SecretRequest request, string path, string address, DataNode? data)
    {
        if (data is null or DataNull or DataObject { Members.Length: 0 })
        {
            return new SecretAnswer.Found(DataObject.Empty) { Warnings = [$"No Vault secret found at path: {path}"] };
        }

        if (DeclarationChecks.TextOf(request.Declaration, "key") is not { } key)
        {
            return new SecretAnswer.Found(data);
        }

        var fields = data as DataObject ?? DataObject.Empty;
        return fields.TryGet(key, out var value)
            ? new SecretAnswer.Found(value)
            : new SecretAnswer.Failed(
                $"Vault's secret at '{address}' has no key '{key}'",
                Suggestion.Sentence(key, fields.Members.Select(member => member.Key))
                    ?? $"It has: {string.Join(", ", fields.Members.Select(member => member.Key))}."
            );
    }

    private DateTimeOffset Ends(TimeSpan duration) => duration == TimeSpan.Zero ? DateTimeOffset.MaxValue : time.GetUtcNow() + duration;

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
