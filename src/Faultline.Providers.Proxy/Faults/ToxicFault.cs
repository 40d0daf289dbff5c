using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Adds a toxic to a proxy. On a server of ours a lease holds it, which ends with this process; elsewhere its record undoes it.</summary>
/// <param name="effect">What it does.</param>
/// <param name="proxy">The proxy.</param>
/// <param name="place">For which of its data.</param>
/// <param name="url">The API that is meant where this run has not started the proxy; null for the usual one.</param>
/// <param name="reach">Finds the proxy.</param>
internal sealed class ToxicFault(ToxicEffect effect, string proxy, ToxicArguments place, string? url, ProxyReach reach) : IFault
{
    // Until the connection that holds it is there.
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);

    private readonly ToxicProof _proof = new(effect);

    /// <inheritdoc/>
    public DataObject Complete(DataObject arguments) => url is null ? arguments : arguments.With("url", url);

    /// <inheritdoc/>
    public async Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        ProxyReach.CheckTarget(context);
        if (ProxyChecks.Wrong(effect, place).ToList() is { Count: > 0 } wrong)
        {
            throw new FaultRefusedException(string.Join("; ", wrong.Select(one => one.Problem)), Sentence(wrong[0].Remedy));
        }

        var address = reach.Address(proxy, url);
        using var api = new ProxyApi(address, context.Time);
        var (found, version) = await reach.LookAsync(api, proxy, context, stop);
        if (found.Toxic(context.Id) is not null)
        {
            throw new FaultRefusedException(
                $"the proxy '{proxy}' has a toxic '{context.Id}' already",
                "Try again: a run has a name of its own."
            );
        }

        var stream = place.Stream == ToxicDirection.Upstream ? "upstream" : ToxicState.Downstream;
        var wish = new ToxicState(context.Id, effect.Type, stream, place.Toxicity, effect.Attributes);
        var target = new ToxicTarget(address, proxy, version.IsOurs, wish.ToData());
        return new CapturedFault
        {
            What = $"{effect.Words} {What(found)}",
            Before = target.ToData(),
            Claims =
            [
                new FaultClaim(
                    $"proxy:{Identity(address)}/{proxy}/{stream}/{effect.Type}",
                    $"'{effect.Type}' {stream} of the proxy '{proxy}' at {address}",
                    effect.AddsUp
                ),
            ],
            Undo = [target.Command("-X DELETE", ProxyApi.PathOf(proxy, context.Id))],
            Persists = !version.IsOurs,
            Backend = version.IsOurs ? "a lease of Faultline's proxy" : "a Toxiproxy, which has no leases",
            Limits = version.IsOurs ? [] : [NoLease(address)],
        };
    }

    /// <inheritdoc/>
    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var target = ToxicTarget.Of(record);
        var api = target.Open(context.Time);
        ToxicGrip? held = null;
        try
        {
            var lease = target.IsOurs ? await api.HoldLeaseAsync(s_lease, stop, context.Id) : null;
            held = lease is null ? null : new ToxicGrip(api, lease, context, $"The toxic '{target.Toxic}' of the proxy '{proxy}'", Last);
            await _proof.BeginAsync(api, target, stop);
            await api.CreateToxicAsync(proxy, target.Wish, lease?.Id, stop);
            context.Report($"Toxic '{target.Toxic}' begins to {record.What}");
            return new AppliedFault { After = lease is null ? DataObject.Empty : DataObject.Of(("lease", lease.Id)), Held = held };
        }
        catch (Exception e)
        {
            await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (e is ProxyApiException refused)
            {
                throw ProxyReach.Refusal(refused);
            }

            throw;
        }
        finally
        {
            if (held is null)
            {
                api.Dispose();
            }
        }

        Task Last(CancellationToken enough) => _proof.EndAsync(api, target, context, enough);
    }

    /// <inheritdoc/>
    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop) =>
        _proof.LookAsync(ToxicTarget.Of(record), context, moment, stop);

    /// <inheritdoc/>
    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop) =>
        ToxicUndo.RevertAsync(record, context, _proof, stop);

    /// <summary>What is lost without leases, in a sentence.</summary>
    public static string NoLease(ProxyApiAddress address) =>
        $"The server at {address} has no leases: undoing it needs the network to {address.Host}, also when this process has died.";

    /// <summary>An API by what it is, under whichever of the usual names it is known.</summary>
    public static string Identity(ProxyApiAddress address) =>
        address.ToString().Replace("//localhost", "//127.0.0.1", StringComparison.Ordinal);

    private static string Sentence(string remedy) => char.ToUpperInvariant(remedy[0]) + remedy[1..] + ".";

    private string What(ProxyState found) =>
        (place.Stream == ToxicDirection.Upstream ? "what clients send" : "what servers answer")
        + $" through the proxy '{proxy}' ({found.Listen} -> {found.Upstream})"
        + (
            place.Toxicity < 1
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", on {place.Toxicity:0.###} of its connections")
                : ""
        );
}
