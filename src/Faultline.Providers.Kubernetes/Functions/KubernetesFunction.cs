using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Targets;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>
/// A function on a cluster. Its method says what it is called, takes and does; finding the cluster and turning failures into outcomes
/// happen here.
/// </summary>
internal sealed class KubernetesFunction(KubernetesClients clients, Random random, FunctionMethod<KubernetesCall> method)
    : IFunction,
        ICheckArguments,
        IPlanFunction
{
    public FunctionSignature Signature => method.Signature;

    private bool HasNamespace => Signature.Parameter(NamespaceName.Argument) is not null;

    private bool ActsInNamespace => Signature.Kind == ActivityKind.Action && HasNamespace;

    /// <summary>Tells what a call would do.</summary>
    public required FunctionPlanner Planner { get; init; }

    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        if (method.Rules.Refusal(call.Arguments) is { } refusal)
        {
            return new ActivityOutcome.Crashed(refusal);
        }

        try
        {
            var (client, access) = clients.For(call.Secrets);
            var placed = InNamespace(call, access.Namespace);
            var bound = new KubernetesCall(placed, client, access.Namespace)
            {
                Random = random,
                Reach = () => clients.ReachOf(call.Secrets, client),
                Own = clients.Own,
                AllowsProtectedNamespaces = clients.AllowsProtectedNamespaces,
            };
            var outcome = await OutcomeAsync(placed, bound, stop);
            return Redact(outcome with { Warnings = [.. access.Warnings, .. bound.Warnings, .. outcome.Warnings] }, client);
        }
        catch (ClusterAccessException e)
        {
            return new ActivityOutcome.Crashed(e.Message);
        }
    }

    public IEnumerable<CallProblem> Check(DataObject arguments)
    {
        if (method.Rules.Wrong(arguments) is { Count: > 0 } wrong)
        {
            return wrong;
        }

        var values = method.Rules.Known(arguments);
        var old = Signature.Instead is { } instead
            ? [values.Warning(null, OldName.Warning(Signature.Name, instead))]
            : Array.Empty<CallProblem>();
        return old.Concat(method.Check(arguments)).Concat(Protection(values));
    }

    public Task<CallPlan> PlanAsync(FunctionCall call, PlanContext context, CancellationToken stop) =>
        Planner.PlanAsync(
            Signature,
            // What chance would choose in the run stays untouched.
            others => new KubernetesFunction(others, new Random(0), method) { Planner = Planner },
            call,
            context,
            stop
        );

    // The namespace that the cluster's access names takes the place of one that is left out.
    private FunctionCall InNamespace(FunctionCall call, string ns) =>
        HasNamespace && call.Arguments.Text(NamespaceName.Argument) is null
            ? call with
            {
                Arguments = call.Arguments.With(NamespaceName.Argument, ns),
            }
            : call;

    private async Task<ActivityOutcome> OutcomeAsync(FunctionCall call, KubernetesCall bound, CancellationToken stop)
    {
        if (Signature.Instead is { } instead)
        {
            bound.Warn(OldName.Warning(Signature.Name, instead));
        }

        try
        {
            return ActsInNamespace && ProtectedNamespaces.Refusal(bound.Namespace, bound.AllowsProtectedNamespaces) is { } refusal
                ? new ActivityOutcome.Failed(refusal)
                : await method.CallAsync(bound, call, stop);
        }
        catch (KubernetesException e)
        {
            return Outcomes.Of(e);
        }
        catch (ClusterAccessException e)
        {
            return new ActivityOutcome.Crashed(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ActivityOutcome.Stopped();
        }
    }

    private IEnumerable<CallProblem> Protection(KnownArguments arguments)
    {
        if (
            ActsInNamespace
            && arguments.TryGet(NamespaceName.Argument, out string? ns)
            && ns is not null
            && ProtectedNamespaces.Refusal(ns, clients.AllowsProtectedNamespaces) is not null
        )
        {
            yield return arguments.Error(NamespaceName.Argument, $"the namespace '{ns}' is protected", ProtectedNamespaces.Remedy);
        }
    }

    private static ActivityOutcome Redact(ActivityOutcome outcome, KubernetesClient client)
    {
        ImmutableArray<string> warnings = [.. outcome.Warnings.Select(client.Redact)];
        return outcome switch
        {
            ActivityOutcome.Succeeded { Unproven: { } reason } done => done with { Unproven = client.Redact(reason), Warnings = warnings },
            ActivityOutcome.Failed failed => failed with { Message = client.Redact(failed.Message), Warnings = warnings },
            ActivityOutcome.Crashed crashed => crashed with { Message = client.Redact(crashed.Message), Warnings = warnings },
            _ => outcome with { Warnings = warnings },
        };
    }
}
