using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;
using Faultline.Providers.Local.Python;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Python;

/// <summary>A Python provider over the real interpreter, and a folder of modules of its own.</summary>
public sealed class PythonRun : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProcessStarter _starter = new(TimeProvider.System);

    /// <param name="module">The text of the module <c>mod</c>.</param>
    /// <param name="environment">Variables that differ from those of this process.</param>
    public PythonRun(string module, params (string Name, string Value)[] environment)
    {
        Write("mod.py", module);
        Provider = new PythonProvider(
            new FunctionCatalog(Array.Empty<IFunction>()),
            _starter,
            ProcessEnvironment
                .OfThisProcess()
                .With(
                    environment
                        .Prepend(("PYTHONPATH", Folder))
                        .Append(("PYTHONDONTWRITEBYTECODE", "1"))
                        .Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))
                ),
            TimeProvider.System
        );
    }

    public PythonProvider Provider { get; }

    public string Folder => _folder.Path;

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Calls a function of <c>mod</c>.</summary>
    /// <param name="function">Its name, or another module's and its name.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <param name="secrets">The <c>secrets</c> of the provider, as JSON; null where it has none.</param>
    public Task<ActivityOutcome> CallAsync(string function, string arguments = "{}", string? secrets = null) =>
        Provider.RunAsync(Call(function, JsonText.Parse(arguments), secrets), TestContext.Current.CancellationToken);

    /// <summary>Calls a function of <c>mod</c> until it is stopped.</summary>
    public Task<ActivityOutcome> CallAsync(string function, string arguments, CancellationToken stop) =>
        Provider.RunAsync(Call(function, JsonText.Parse(arguments), secrets: null), stop);

    public Task<IReadOnlyList<CallProblem>> CheckAsync(string function, string arguments = "{}") =>
        Provider.CheckAsync(Call(function, JsonText.Parse(arguments), secrets: null), TestContext.Current.CancellationToken);

    /// <summary>What a function of <c>mod</c> returned, as JSON.</summary>
    public async Task<string> ReturnedAsync(string function, string arguments = "{}", string? secrets = null) =>
        (await CallAsync(function, arguments, secrets)).ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString();

    public ActivityCall Call(string function, DataNode arguments, string? secrets)
    {
        var at = function.LastIndexOf('.');
        var provider = DataObject.Of(
            ("type", "python"),
            ("module", at < 0 ? "mod" : function[..at]),
            ("func", function[(at + 1)..]),
            ("arguments", arguments)
        );
        return new ActivityCall
        {
            Name = "look",
            Kind = ActivityKind.Probe,
            Provider = secrets is null ? provider : provider.With("secrets", JsonText.Parse(secrets)),
            Configuration = DataObject.Of(("greet", "hello"), ("n", 3)),
            Secrets = (DataObject)JsonText.Parse("""{"s1": {"tok": "A"}, "s2": {"tok": "B", "x": "C"}, "plain": "text"}"""),
            OutputFolder = Folder,
        };
    }

    /// <summary>Ends the interpreter: everything that it printed is in its file then.</summary>
    public ValueTask DisposeProviderAsync() => Provider.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await _starter.DisposeAsync();
        _folder.Dispose();
    }
}
