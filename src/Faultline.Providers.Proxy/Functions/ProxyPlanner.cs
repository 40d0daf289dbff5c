using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>
/// Tells what a function would do: its own code is run against changes that are only told. The server is asked which it is, since
/// that decides who undoes what, and which proxies it has where a call is about all of them.
/// </summary>
internal sealed class ProxyPlanner(ProxyServers servers)
{
    // Which server it is, a lease and the hold of it, a look, and the change.
    private static readonly CallBound Bound = new(TimeSpan.FromSeconds(150), "5 requests at most, 30 s for each");

    private readonly ConditionalWeakTable<PlanContext, ConcurrentDictionary<string, Lazy<Task<ServerSight>>>> _sights = [];

    /// <summary>What a call would do.</summary>
    /// <param name="function">Its signature.</param>
    /// <param name="run">Runs the function with those changes.</param>
    /// <param name="call">The call.</param>
    /// <param name="context">The plan that it is a part of.</param>
    /// <param name="stop">Ends the look-ups.</param>
    public async Task<CallPlan> PlanAsync(
        FunctionSignature function,
        Func<ProxyApi, IProxyChanges, Task> run,
        FunctionCall call,
        PlanContext context,
        CancellationToken stop
    )
    {
        var isProbe = function.Kind == ActivityKind.Probe;
        var plan = new CallPlan
        {
            What = function.FullName + " (native)",
            Knowledge = isProbe ? TargetKnowledge.None : TargetKnowledge.Unknown,
            Bound = Bound,
        };
        if (ProxyServers.AddressIn(call.Configuration, out var problem) is not { } address)
        {
            return plan with { Reason = problem };
        }

        plan = plan with { Hosts = [address.Host] };
        if (isProbe)
        {
            return plan with { Reads = $"proxy '{PythonText.Str(call.Arguments["proxy_name"] ?? "")}' at {address}" };
        }

        var (api, _) = servers.At(address);
        var sight = context.Looks ? await SightAsync(context, api, stop) : ServerSight.NotLooked;
        var changes = new PlannedProxyChanges(api, sight, context.Looks);
        plan = plan with { Warnings = sight.Problem is { } why ? [why] : [] };
        try
        {
            await run(api, changes);
            return changes.Unknown is { } unknown
                ? plan with
                {
                    Knowledge = context.Looks ? TargetKnowledge.Unknown : TargetKnowledge.NotLooked,
                    Reason = unknown,
                }
                : plan with
                {
                    Knowledge = changes.Targets.IsEmpty ? TargetKnowledge.None : TargetKnowledge.Known,
                    Reason = changes.Targets.IsEmpty ? "there is nothing to change" : null,
                    Targets = changes.Targets,
                };
        }
        catch (Exception e) when (e is FunctionFailedException or ProxyApiException)
        {
            return plan with { Reason = e.Message };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return plan with { Reason = $"the proxy at {address} did not answer in time" };
        }
    }

    private Task<ServerSight> SightAsync(PlanContext context, ProxyApi api, CancellationToken stop) =>
        _sights
            .GetOrCreateValue(context)
            .GetOrAdd(api.Address.Secret, _ => new Lazy<Task<ServerSight>>(() => ServerSight.LookAsync(api, stop)))
            .Value;
}
