using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Secrets.Vault;
using Faultline.TestKit;

namespace Faultline.Secrets.Tests.Vault;

/// <summary>A Vault, and somebody who asks it.</summary>
internal sealed class VaultWorld : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment = new();
    private ISecretSession? _session;

    public VaultWorld(bool withToken = true)
    {
        Server = new VaultServer(Clock);
        Server.Store["secret/data/db"] = "{\"data\": {\"data\": {\"user\": \"jane\", \"password\": \"correct horse\"}, \"metadata\": {}}}";
        Server.Store["secret/db"] = "{\"data\": {\"user\": \"jane\"}}";
        Configuration = DataObject.Of(("vault_addr", Server.Address));
        if (withToken)
        {
            Configuration = Configuration.With("vault_token", VaultServer.UserToken);
        }
    }

    public ManualClock Clock { get; } = new();

    public VaultServer Server { get; }

    public DataObject Configuration { get; set; }

    public VaultSource Source => new(new ProcessEnvironment(_environment), Clock);

    public ISecretSession Session => _session ??= Source.Open();

    public VaultWorld WithVariable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public VaultWorld With(string key, DataNode value)
    {
        Configuration = Configuration.With(key, value);
        return this;
    }

    public Task<SecretAnswer> FetchAsync(string declaration) => Session.FetchAsync(Request(declaration), CancellationToken.None);

    public SecretRequest Request(string declaration) => new((DataObject)JsonText.Parse(declaration), Configuration);

    /// <summary>The answer as a text, the address of the day replaced.</summary>
    public async Task<string> AskAsync(string declaration) =>
        Shown(await FetchAsync(declaration)).Replace(Server.Address, "ADDRESS", StringComparison.Ordinal);

    /// <summary>Lets time pass until the attempt is over: each pause is skipped as soon as it begins.</summary>
    public async Task<string> AskPatientlyAsync(string declaration)
    {
        var asking = AskAsync(declaration);
        while (!asking.IsCompleted)
        {
            await Task.Yield();
            // Limits of requests are ten seconds; pauses are shorter.
            if (Clock.UntilNext is { } next && next <= TimeSpan.FromSeconds(5))
            {
                Clock.Advance(next);
            }
        }

        return await asking;
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private static string Shown(SecretAnswer answer) =>
        answer switch
        {
            SecretAnswer.Found found => string.Join(" | ", [found.Value.ToString()!, .. found.Warnings]),
            SecretAnswer.Failed failed => $"{failed.Message} | {failed.Remedy}",
            _ => throw new InvalidOperationException(),
        };
}
