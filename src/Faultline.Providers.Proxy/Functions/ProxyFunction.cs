using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>
/// A function at a proxy. Its method says what it is called, takes and does; finding the API and turning failures into outcomes
/// happen here.
/// </summary>
internal sealed class ProxyFunction(ProxyServers servers, PublishedPorts ports, ProxyPlanner planner, FunctionMethod<ProxyCall> method)
    : IFunction,
        ICheckArguments,
        IPlanFunction
{
    public FunctionSignature Signature => method.Signature;

    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        if (method.Rules.Refusal(call.Arguments) is { } refusal)
        {
            return new ActivityOutcome.Crashed(refusal);
        }

        if (ProxyServers.AddressIn(call.Configuration, out var problem) is not { } address)
        {
            return new ActivityOutcome.Crashed($"{Signature.FullName}: {problem}");
        }

        var (api, own) = servers.At(address);
        var bound = new ProxyCall(api, new RecordedProxyChanges(api, call.Changes, servers.Leases, own), ports);
        var outcome = await OutcomeAsync(bound, call, stop);
        return outcome with { Warnings = [.. bound.Warnings, .. outcome.Warnings] };
    }

    public IEnumerable<CallProblem> Check(DataObject arguments) => method.Check(arguments);

    public Task<CallPlan> PlanAsync(FunctionCall call, PlanContext context, CancellationToken stop) =>
        planner.PlanAsync(
            Signature,
            (api, changes) => method.CallAsync(new ProxyCall(api, changes, ports), call, stop),
            call,
            context,
            stop
        );

    private async Task<ActivityOutcome> OutcomeAsync(ProxyCall bound, FunctionCall call, CancellationToken stop)
    {
        try
        {
            return await method.CallAsync(bound, call, stop);
        }
        catch (Exception e) when (e is ProxyApiException or FunctionFailedException)
        {
            return new ActivityOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ActivityOutcome.Stopped();
        }
    }
}
