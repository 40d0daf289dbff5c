using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>
/// A function on a cluster. A concrete one names itself and its parameters and says what it does; binding, checking, finding the
/// cluster and turning failures into outcomes happen here.
/// </summary>
internal abstract class KubernetesFunction : IFunction, ICheckArguments
{
    private readonly KubernetesClients _clients;
    private readonly ImmutableArray<Parameter> _parameters;

    protected KubernetesFunction(
        KubernetesClients clients,
        string module,
        string name,
        ActivityKind kind,
        string summary,
        params ImmutableArray<Parameter> parameters
    )
    {
        (_clients, _parameters) = (clients, parameters);
        Signature = new FunctionSignature
        {
            Module = module,
            Name = name,
            Kind = kind,
            Summary = summary,
            Parameters = [.. parameters.Select(parameter => parameter.Declaration)],
        };
    }

    public FunctionSignature Signature { get; }

    protected bool AllowsProtectedNamespaces => _clients.AllowsProtectedNamespaces;

    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        if (TypeProblems(call.Arguments, _ => true).FirstOrDefault() is { } problem)
        {
            return new ActivityOutcome.Crashed($"{Signature.FullName}: {problem.Message}; {problem.Remedy}");
        }

        try
        {
            var (client, access) = _clients.For(call.Secrets);
            var outcome = await OutcomeAsync(new KubernetesCall(call.Arguments, client, access.Namespace), stop);
            return Redact(outcome with { Warnings = [.. access.Warnings, .. outcome.Warnings] }, client);
        }
        catch (ClusterAccessException e)
        {
            return new ActivityOutcome.Crashed(e.Message);
        }
    }

    public IEnumerable<CallProblem> Check(DataObject arguments)
    {
        var wrong = TypeProblems(arguments, value => !IsOpen(value)).ToList();

        // A value that is a variable is known, and its type with it, only in the run.
        var known = new DataObject(arguments.Members.Where(member => !IsOpen(member.Value)), arguments.Position);
        var open = arguments.Members.Where(member => IsOpen(member.Value)).Select(member => member.Key).ToHashSet(StringComparer.Ordinal);
        return wrong.Count > 0 ? wrong : CheckValues(new CheckedArguments(known, open));
    }

    /// <summary>Does it.</summary>
    protected abstract Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop);

    /// <summary>What is wrong or dubious with values that have the right types.</summary>
    protected virtual IEnumerable<CallProblem> CheckValues(CheckedArguments arguments) => [];

    /// <summary>The outcome of a refusal, with a message that may say more than the refusal does.</summary>
    protected static ActivityOutcome OutcomeOf(KubernetesException e, string message) =>
        e.IsLockedOut ? new ActivityOutcome.Crashed(message) : new ActivityOutcome.Failed(message);

    private async Task<ActivityOutcome> OutcomeAsync(KubernetesCall call, CancellationToken stop)
    {
        try
        {
            return await RunAsync(call, stop);
        }
        catch (KubernetesException e)
        {
            return OutcomeOf(e, e.Message);
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

    private IEnumerable<CallProblem> TypeProblems(DataObject arguments, Func<DataNode, bool> isKnown) =>
        from parameter in _parameters
        let value = arguments[parameter.Declaration.Name]
        where value is not null && isKnown(value)
        let problem = parameter.Problem(value)
        where problem is not null
        select new CallProblem(problem.Value.Message) { Where = value, Remedy = problem.Value.Remedy };

    private static bool IsOpen(DataNode value) => value is DataString text && text.Value.Contains("${", StringComparison.Ordinal);

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
