using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;
using Faultline.Providers.Local.Python;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Python;

/// <summary>The provider with one native function, 'shop.probes.stock', and a folder of Python modules.</summary>
internal sealed class PythonWorld : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);

    public FakeFunction Function { get; } = new();

    public TemporaryFolder Modules { get; } = new();

    /// <summary>Where programs are looked for; by default where those of this machine are.</summary>
    public string? SearchPath { get; set; } = ProcessEnvironment.OfThisProcess().Get("PATH");

    public PythonProvider Provider =>
        new(
            new FunctionCatalog([Function, new FakeFunction("prices")]),
            _starter,
            ProcessEnvironment.OfThisProcess().With([new("PYTHONPATH", Modules.Path), new("PATH", SearchPath ?? "")]),
            TimeProvider.System
        );

    public Task<ActivityOutcome> RunAsync(string provider, string secrets = "{}", string configuration = "{}") =>
        Provider.RunAsync(
            Some.Call(provider) with
            {
                Secrets = Some.Object(secrets),
                Configuration = Some.Object(configuration),
            },
            TestContext.Current.CancellationToken
        );

    public async Task<IEnumerable<string>> CheckAsync(string provider, ActivityKind kind = ActivityKind.Probe) =>
        (await Provider.CheckAsync(Some.Call(provider) with { Kind = kind }, TestContext.Current.CancellationToken)).Lines();

    public async ValueTask DisposeAsync()
    {
        await _starter.DisposeAsync();
        Modules.Dispose();
    }
}

/// <summary>A native function that remembers how it was called and answers what the test says.</summary>
internal sealed class FakeFunction(string name = "stock") : IFunction, ICheckArguments
{
    public FunctionSignature Signature { get; } =
        new()
        {
            Module = "shop.probes",
            Name = name,
            Kind = ActivityKind.Probe,
            Summary = "How many there are.",
            Parameters =
            [
                new FunctionParameter("item", "string", null, "Which."),
                new FunctionParameter("warehouse", "string", "main", "Where."),
            ],
        };

    public ActivityOutcome Answer { get; set; } = new ActivityOutcome.Succeeded(7);

    public FunctionCall? Call { get; private set; }

    public Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        Call = call;
        return Task.FromResult(stop.IsCancellationRequested ? new ActivityOutcome.Stopped() : Answer);
    }

    public IEnumerable<CallProblem> Check(DataObject arguments) =>
        arguments.Text("item") == "odd" ? [new CallProblem("'odd' is sold out") { Where = arguments["item"] }] : [];
}
