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
/// A function on a cluster. Its entry names it and its parameters and says what it does; binding, checking, finding the cluster and
/// turning failures into outcomes happen here.
/// </summary>
internal sealed class KubernetesFunction(KubernetesClients clients, Random random, FunctionEntry entry)
    : IFunction,
        ICheckArguments,
        IPlanFunction
{
    private readonly bool _actsInNamespace = entry.Kind == ActivityKind.Action && entry.Parameters.Contains(Common.Namespace);

    public FunctionSignature Signature { get; } =
        new()
        {
            Module = entry.Module,
            Name = entry.Name,
            Kind = entry.Kind,
            Summary = entry.Summary,
            Parameters = [.. entry.Parameters.Select(parameter => parameter.Declaration)],
        };

    /// <summary>Tells what a call would do.</summary>
    public required FunctionPlanner Planner { get; init; }

    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        if (Missing(call.Arguments).Concat(TypeProblems(call.Arguments, _ => true)).FirstOrDefault() is { } problem)
        {
            return new ActivityOutcome.Crashed($"{Signature.FullName}: {problem.Message}; {problem.Remedy}");
        }

        if (!entry.NeedsCluster)
        {
            return await OutcomeAsync(Bind(call, null, "default"), stop);
        }

        try
        {
            var (client, access) = clients.For(call.Secrets);
            var bound = Bind(call, client, access.Namespace);
            var outcome = await OutcomeAsync(bound, stop);
            return Redact(outcome with { Warnings = [.. access.Warnings, .. bound.Warnings, .. outcome.Warnings] }, client);
        }
        catch (ClusterAccessException e)
        {
            return new ActivityOutcome.Crashed(e.Message);
        }
    }

    public IEnumerable<CallProblem> Check(DataObject arguments)
    {
        var wrong = NullProblems(arguments).Concat(TypeProblems(arguments, value => !IsOpen(value))).ToList();
        if (wrong.Count > 0)
        {
            return wrong;
        }

        // A value that is a variable is known, and its type with it, only in the run.
        var known = new DataObject(arguments.Members.Where(member => !IsOpen(member.Value)), arguments.Position);
        var open = arguments.Members.Where(member => IsOpen(member.Value)).Select(member => member.Key).ToHashSet(StringComparer.Ordinal);
        var values = new CheckedArguments(known, open);
        return entry.Check(values).Concat(Protection(values));
    }

    public Task<CallPlan> PlanAsync(FunctionCall call, PlanContext context, CancellationToken stop) =>
        entry.NeedsCluster
            ? Planner.PlanAsync(
                Signature,
                // What chance would choose in the run stays untouched.
                others => new KubernetesFunction(others, new Random(0), entry) { Planner = Planner },
                call,
                context,
                stop
            )
            : Task.FromResult(new CallPlan { What = Signature.FullName + " (native)", Knowledge = TargetKnowledge.None });

    private KubernetesCall Bind(FunctionCall call, KubernetesClient? client, string defaultNamespace) =>
        new(call, client, defaultNamespace) { Random = random, AllowsProtectedNamespaces = clients.AllowsProtectedNamespaces };

    private async Task<ActivityOutcome> OutcomeAsync(KubernetesCall call, CancellationToken stop)
    {
        try
        {
            return _actsInNamespace && ProtectedNamespaces.Refusal(call.Namespace, call.AllowsProtectedNamespaces) is { } refusal
                ? new ActivityOutcome.Failed(refusal)
                : await entry.Run(call, stop);
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

    private IEnumerable<CallProblem> Protection(CheckedArguments arguments)
    {
        if (
            _actsInNamespace
            && arguments.TryGet(Common.Namespace, out var ns)
            && ProtectedNamespaces.Refusal(ns, clients.AllowsProtectedNamespaces) is not null
        )
        {
            yield return arguments.Error(Common.Namespace, $"the namespace '{ns}' is protected", ProtectedNamespaces.Remedy);
        }
    }

    // Whoever checks the call reports names that are absent; at the call itself nobody has.
    private IEnumerable<CallProblem> Missing(DataObject arguments) =>
        entry
            .Parameters.Where(parameter =>
                parameter.IsRequired
                && (
                    arguments[parameter.Declaration.Name] is null
                    || (arguments[parameter.Declaration.Name] is DataNull && !parameter.AllowsNull)
                )
            )
            .Select(parameter => new CallProblem($"the argument '{parameter.Declaration.Name}' is missing") { Remedy = "give it" });

    private IEnumerable<CallProblem> NullProblems(DataObject arguments) =>
        from parameter in entry.Parameters
        where parameter.IsRequired && !parameter.AllowsNull && arguments[parameter.Declaration.Name] is DataNull
        select new CallProblem($"the argument '{parameter.Declaration.Name}' is null, and must have a value")
        {
            Where = arguments[parameter.Declaration.Name],
            Remedy = "give it",
        };

    private IEnumerable<CallProblem> TypeProblems(DataObject arguments, Func<DataNode, bool> isKnown) =>
        from parameter in entry.Parameters
        let value = arguments[parameter.Declaration.Name]
        where value is not null && isKnown(value)
        let problem = parameter.Problem(value)
        where problem is not null
        select new CallProblem(problem.Value.Message) { Where = value, Remedy = problem.Value.Remedy };

    private static bool IsOpen(DataNode value) =>
        value switch
        {
            DataString text => text.Value.Contains("${", StringComparison.Ordinal),
            DataArray list => list.Items.Any(IsOpen),
            DataObject mapping => mapping.Members.Any(member => IsOpen(member.Value)),
            _ => false,
        };

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
