using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Running;

/// <summary>Documents and their parts, as short as a test needs them.</summary>
internal static class Some
{
    /// <summary>A value from JSON text.</summary>
    public static DataNode Json(string text) => JsonText.Parse(text);

    public static DataObject Probe(string name, string does = "succeed", string more = "{}") => Activity("probe", name, does, more);

    public static DataObject Action(string name, string does = "succeed", string more = "{}") => Activity("action", name, does, more);

    /// <summary>A probe of a hypothesis that answers 200 and accepts 200.</summary>
    public static DataObject Healthy(string name = "healthy", string does = "succeed") =>
        Probe(name, does, "{\"output\": 200}").With("tolerance", 200);

    /// <summary>A probe of a hypothesis that answers 200 before the method and 503 after it.</summary>
    public static DataObject Broken(string name = "healthy") => Probe(name, more: "{\"outputs\": [200, 503]}").With("tolerance", 200);

    public static DataObject Reference(string name) => DataObject.Of(("ref", name));

    /// <summary>The activity, or the reference, in the background.</summary>
    public static DataObject InBackground(this DataObject step) => step.With("background", true);

    public static DataObject Paused(this DataObject activity, string pauses) => activity.With("pauses", Json(pauses));

    public static DataObject Experiment(DataObject[]? probes = null, DataObject[]? method = null, DataObject[]? rollbacks = null)
    {
        var document = DataObject.Of(("title", "t"), ("description", "d"));
        document = probes is null
            ? document
            : document.With("steady-state-hypothesis", DataObject.Of(("title", "h"), ("probes", DataArray.Of(probes))));
        document = document.With("method", DataArray.Of(method ?? []));
        return rollbacks is null ? document : document.With("rollbacks", DataArray.Of(rollbacks));
    }

    private static DataObject Activity(string type, string name, string does, string more)
    {
        var provider = DataObject.Of(("type", "fake"), ("does", does.Contains(' ') ? Words(does) : does));
        foreach (var member in ((DataObject)Json(more)).Members)
        {
            provider = provider.With(member.Key, member.Value);
        }

        return DataObject.Of(("type", type), ("name", name), ("provider", provider));
    }

    private static DataArray Words(string does) => DataArray.Of(does.Split(' ').Select(word => (DataNode)word));
}
