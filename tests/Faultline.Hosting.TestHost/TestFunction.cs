using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Hosting.TestHost;

/// <summary>A function that makes a fault.</summary>
public sealed class TestFunction(string name, Func<DataObject, IFault> make) : IFunction
{
    /// <summary>The faults of the tests.</summary>
    public static FunctionCatalog Catalogue { get; } =
        new([
            new TestFunction("file", arguments => new FileFault(arguments)),
            new TestFunction("port", arguments => new PortFault(arguments)),
        ]);

    /// <inheritdoc/>
    public FunctionSignature Signature { get; } =
        new()
        {
            Module = "test",
            Name = name,
            Kind = ActivityKind.Action,
            Summary = "A fault of the tests.",
            Parameters = [],
            ReturnType = "fault",
        };

    /// <inheritdoc/>
    public Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop) =>
        call.Faults.InjectAsync(make(call.Arguments), call, stop);
}
