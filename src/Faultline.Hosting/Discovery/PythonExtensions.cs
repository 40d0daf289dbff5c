using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Discovery;

/// <summary>The extensions that are installed for the user's Python, and what they say they have. Nothing is ever installed.</summary>
public sealed class PythonExtensions(FaultlineHost host)
{
    // Beside the stand-ins for the reference's modules, this one of our own can be imported in the interpreter.
    private const string Module = "faultline_discovery";

    /// <summary>The extensions, by name.</summary>
    /// <returns>None where there is no Python, and why none could be looked for.</returns>
    public async Task<(ImmutableArray<PythonExtension> Found, string? Problem)> ListAsync(CancellationToken stop)
    {
        var result = await host.CallPythonAsync(Module, "extensions", [], stop);
        var found =
            from one in (result.Output as DataArray)?.Items.OfType<DataObject>() ?? []
            select new PythonExtension(
                one.Text("name") ?? "",
                one.Text("version") ?? "",
                one.Text("license") ?? "",
                one.Text("summary") ?? ""
            );
        return ([.. found], result.Problem);
    }

    /// <summary>What an extension says it has, by calling its own <c>discover</c>.</summary>
    /// <param name="package">The distribution's name.</param>
    /// <param name="discoverSystem">Whether it is to look at the system that it is for too.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <returns>The discovery, or why there is none.</returns>
    public async Task<(DataObject? Found, string? Problem)> DiscoverAsync(string package, bool discoverSystem, CancellationToken stop)
    {
        var result = await host.CallPythonAsync(Module, "discovered", [package, discoverSystem], stop);
        var answer = result.Output as DataObject;
        return (answer?["found"], answer?.Text("problem") ?? result.Problem) switch
        {
            (DataObject found, _) => (found, null),
            (null, { } problem) => (null, result.IsNotHere ? $"'{package}' is a Python package, and {problem}" : problem),
            _ => (null, $"the `discover` function of '{package}' did not return an object"),
        };
    }
}
