using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>Among which targets a call chooses by chance.</summary>
/// <param name="Arguments">The arguments with which the function would take all of them.</param>
/// <param name="Kind">The kind of target that is chosen.</param>
/// <param name="Asked">The argument that asks for chance.</param>
internal sealed record RandomPool(DataObject Arguments, string Kind, string Asked)
{
    /// <summary>The pool of a call; null where nothing is left to chance.</summary>
    public static RandomPool? Of(FunctionSignature function, DataObject arguments)
    {
        var all = arguments.With("all", true);
        return function.Name switch
        {
            "terminate_pods" or "exec_in_pods" when IsTrue("rand") && !IsTrue("all") => new(all.Without("rand"), "pod", "rand"),
            "delete_nodes" when IsTrue("rand") && !IsTrue("all") => new(all.Without("rand").Without("count"), "node", "rand"),
            "delete_nodes" when IsGiven("count") && !IsTrue("all") => new(all.Without("count"), "node", "count"),
            "drain_nodes" when IsGiven("count") => new(all.Without("count"), "node", "count"),
            _ => null,
        };

        bool IsTrue(string name) => arguments[name] is DataBoolean { Value: true };
        bool IsGiven(string name) => arguments[name] is not (null or DataNull);
    }
}
