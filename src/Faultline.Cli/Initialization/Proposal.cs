using Faultline.Abstractions.Data;

namespace Faultline.Cli.Initialization;

/// <summary>Parts of experiments that are proposed.</summary>
internal static class Proposal
{
    public static DataObject Function(string type, string name, string module, string function, params (string, DataNode)[] arguments) =>
        DataObject.Of(
            ("type", type),
            ("name", name),
            ("provider", DataObject.Of(("type", "python"), ("module", module), ("func", function), ("arguments", DataObject.Of(arguments))))
        );

    public static DataObject Page(string name, string address, int status) =>
        DataObject.Of(
            ("type", "probe"),
            ("name", name),
            ("tolerance", (long)status),
            ("provider", DataObject.Of(("type", "http"), ("url", address), ("timeout", 3L)))
        );

    public static DataObject Hypothesis(string title, IEnumerable<DataObject> probes) =>
        DataObject.Of(("title", title), ("probes", DataArray.Of(probes)));
}
