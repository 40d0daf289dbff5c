using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Proxy.Serving;

/// <summary>Starts proxies.</summary>
/// <param name="served">Where they are found by their names.</param>
internal sealed class ServingFaults(ServedProxies served)
{
    /// <summary>Starts a proxy for the time of the run, in a process of the run, which other faults of proxies find by its name.</summary>
    /// <remarks>
    /// It ends when it is put back, and with the run however that ends. 'until: rollbacks' keeps it until the end. With port 0, the log, the
    /// result ('figures', 'listen') and the journal say where it listens.
    /// </remarks>
    /// <param name="name">Its name.</param>
    /// <param name="listen">Where it listens: <c>127.0.0.1:15432</c>, <c>[::1]:15432</c>, <c>:15432</c> for all interfaces, <c>unix:/path</c>. Port 0 takes a free one.</param>
    /// <param name="upstream">Where it sends to: <c>db.example.com:5432</c>, or <c>unix:/path</c>.</param>
    /// <param name="api">Where others reach its API, such as <c>127.0.0.1:8474</c>, which asks for no password. Left out, a free port of 127.0.0.1.</param>
    [Action("proxy", Check = nameof(CheckStart))]
    public IFault Start(string name, string listen, string upstream, string? api = null) =>
        new ServeFault(new ServedWish(name, listen, upstream, api), served);

    internal static IEnumerable<CallProblem> CheckStart(KnownArguments arguments)
    {
        var wish = new ServedWish(Text("name"), Text("listen"), Text("upstream"), arguments.TryGet("api", out string? api) ? api : null);
        return wish.Problems()
            .Where(wrong => arguments.Value(wrong.Argument) is not null)
            .Select(wrong => arguments.Error(wrong.Argument, wrong.Problem, wrong.Remedy));

        string Text(string name) => arguments.TryGet(name, out string? text) ? text ?? "" : "";
    }
}
