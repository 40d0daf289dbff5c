using System.Runtime.CompilerServices;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>
/// Tells what a function would do: its own code is run against a cluster that answers questions and only pretends to change
/// anything.
/// </summary>
internal sealed class FunctionPlanner(AccessResolver resolver, IEnvironment environment, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HttpMessageInvoker> _servers = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<PlanContext, Dictionary<string, ClusterSight>> _sights = [];

    /// <summary>What a call would do.</summary>
    /// <param name="function">Its signature.</param>
    /// <param name="create">Makes the function anew, on other clients.</param>
    /// <param name="call">The call.</param>
    /// <param name="context">The plan that it is a part of.</param>
    /// <param name="stop">Ends the look-ups.</param>
    public async Task<CallPlan> PlanAsync(
        FunctionSignature function,
        Func<KubernetesClients, IFunction> create,
        FunctionCall call,
        PlanContext context,
        CancellationToken stop
    )
    {
        var plan = new CallPlan
        {
            What = function.FullName + " (native)",
            Knowledge = function.Kind == ActivityKind.Probe ? TargetKnowledge.None : TargetKnowledge.NotLooked,
            Bound = CallBounds.Of(function, call.Arguments, 1),
        };
        ResolvedAccess access;
        try
        {
            access = resolver.Resolve(call.Secrets);
        }
        catch (ClusterAccessException e)
        {
            return plan with { Knowledge = TargetKnowledge.Unknown, Reason = e.Message };
        }

        var about = access.Description;
        plan = plan with
        {
            Identity = new PlannedIdentity(about.Identity, about.Server, about.Source) { Context = about.Context },
            Warnings = about.Warnings,
            Hosts = [access.Server.Host],
        };
        if (function.Kind == ActivityKind.Probe)
        {
            plan = plan with { Reads = Reads(function, call) };
        }

        return context.Looks ? await LookAsync(plan, function, create, call, access, SightOf(context, access), stop) : plan;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var server in _servers.Values)
            {
                server.Dispose();
            }

            _servers.Clear();
        }
    }

    private async Task<CallPlan> LookAsync(
        CallPlan plan,
        FunctionSignature function,
        Func<KubernetesClients, IFunction> create,
        FunctionCall call,
        ResolvedAccess access,
        ClusterSight sight,
        CancellationToken stop
    )
    {
        try
        {
            if (sight.AsksRights)
            {
                plan = plan with { Identity = plan.Identity! with { ConfirmedAs = await sight.Reviews.WhoAsync(stop) } };
            }

            return function.Kind == ActivityKind.Probe
                ? await WithRightsAsync(plan, ProbeRequests(function, call), sight, stop)
                : await new CallRehearsal(
                    function,
                    sight,
                    arguments => RehearseAsync(create, call with { Arguments = arguments }, access, sight, stop)
                ).PlanAsync(plan, call.Arguments, stop);
        }
        catch (Exception e) when (e is KubernetesException or ClusterAccessException)
        {
            return plan with { Knowledge = TargetKnowledge.Unknown, Reason = e.Message };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return plan with { Knowledge = TargetKnowledge.Unknown, Reason = $"'{access.Description.Server}' did not answer in time" };
        }
    }

    /// <summary>The plan with the rights that the requests need.</summary>
    internal static async Task<CallPlan> WithRightsAsync(
        CallPlan plan,
        IEnumerable<ApiRequest> requests,
        ClusterSight sight,
        CancellationToken stop
    )
    {
        var rights = new List<PlannedRight>();
        foreach (var request in requests.Where(request => sight.AsksRights && request.RawPath is null))
        {
            var right = await sight.Reviews.MayAsync(request, stop);
            if (!rights.Contains(right))
            {
                rights.Add(right);
            }
        }

        return plan with
        {
            Rights = [.. rights],
        };
    }

    private async Task<(Rehearsal Rehearsal, ActivityOutcome? Outcome)> RehearseAsync(
        Func<KubernetesClients, IFunction> create,
        FunctionCall call,
        ResolvedAccess access,
        ClusterSight sight,
        CancellationToken stop
    )
    {
        var rehearsal = new Rehearsal();
        using var clients = new KubernetesClients(resolver, environment, time, Open);
        try
        {
            return (rehearsal, await create(clients).CallAsync(call with { Changes = rehearsal }, stop));
        }
        catch (RehearsalOverException)
        {
            return (rehearsal, null);
        }

        KubernetesClient Open(ResolvedAccess _) =>
            new(access, new RehearsalHandler(ServerOf(access), rehearsal, sight.World), time, new PretendedExec(rehearsal));
    }

    private string Reads(FunctionSignature function, FunctionCall call) =>
        ProbeSight.Words(ProbeSight.TypeOf(function, call.Arguments), call.Arguments, NamespaceOf(call));

    private IEnumerable<ApiRequest> ProbeRequests(FunctionSignature function, FunctionCall call)
    {
        if (ProbeSight.TypeOf(function, call.Arguments) is not { } type)
        {
            yield break;
        }

        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Verb = type == ResourceType.Namespaces ? "get" : "list",
            Type = type,
            Namespace = type.IsNamespaced ? NamespaceOf(call) : null,
        };
        yield return request;
        if (function.Name.Contains("log", StringComparison.Ordinal) && type == ResourceType.Pods)
        {
            yield return request with
            {
                Verb = "get",
                Subresource = "log",
            };
        }
    }

    private string NamespaceOf(FunctionCall call) => call.Arguments.Text("ns") ?? resolver.Namespace(call.Secrets);

    private ClusterSight SightOf(PlanContext context, ResolvedAccess access)
    {
        var sights = _sights.GetOrCreateValue(context);
        lock (sights)
        {
            if (!sights.TryGetValue(access.Fingerprint, out var sight))
            {
                sights.Add(access.Fingerprint, sight = NewSight(access, context.AsksRights));
            }

            return sight;
        }
    }

    private ClusterSight NewSight(ResolvedAccess access, bool asksRights)
    {
        var (world, looking) = (new PlannedWorld(), new Rehearsal());
        // Shares are of what is there now, whatever earlier calls would leave.
        var gate = new RehearsalHandler(ServerOf(access), looking, new PlannedWorld());
        return new ClusterSight(new KubernetesClient(access, gate, time, new PretendedExec(looking)), world, asksRights);
    }

    private HttpMessageInvoker ServerOf(ResolvedAccess access)
    {
        lock (_lock)
        {
            if (!_servers.TryGetValue(access.Fingerprint, out var server))
            {
                _servers.Add(access.Fingerprint, server = new HttpMessageInvoker(ClusterConnection.Open(access, environment)));
            }

            return server;
        }
    }
}
