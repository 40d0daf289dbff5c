using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>What happens to a target, in a few words. Values of fields are left out, since any may be a secret; counts are not.</summary>
internal static class ChangeWords
{
    private const string TakesAgain = "takes pods again";

    /// <summary>Whether a change of a node takes nothing away.</summary>
    public static bool GivesBack(string change) => change.StartsWith(TakesAgain, StringComparison.Ordinal);

    public static string Of(RehearsedChange rehearsed)
    {
        var body = rehearsed.Request?.Body as DataObject;
        return rehearsed.Change.Verb switch
        {
            "delete" => "deleted",
            "create" => Created(body),
            "evict" => "evicted",
            "exec" => "runs a command in it",
            "update" => "replaced",
            "apply" => rehearsed.Change.Before is null ? Created(body) : "changed: " + Fields(body),
            _ => Patched(rehearsed.Change.Before, body),
        };
    }

    /// <summary>How many replicas a patch asks for; null where it asks for none.</summary>
    public static long? Replicas(DataObject? manifest) =>
        (manifest?["spec"] as DataObject)?["replicas"] is DataNumber { IsInteger: true } number
        && number.ToDouble() is >= 0 and <= int.MaxValue and var count
            ? (long)count
            : null;

    /// <summary>Whether a patch has every pod replaced, as a rolling restart does.</summary>
    public static bool Restarts(DataObject? patch) =>
        (((patch?["spec"] as DataObject)?["template"] as DataObject)?["metadata"] as DataObject)?["annotations"] is DataObject annotations
        && annotations.Has("kubectl.kubernetes.io/restartedAt");

    private static string Created(DataObject? body) =>
        (body?["spec"] as DataObject)?.Text("action") is { } action ? $"created: {action}" : "created";

    private static string Patched(DataObject? before, DataObject? patch)
    {
        if (Replicas(patch) is { } after)
        {
            return Replicas(before) is { } was && was != after ? $"{was} -> {after} replicas" : $"stays at {after} replicas";
        }

        if ((patch?["spec"] as DataObject)?["unschedulable"] is DataBoolean cordoned)
        {
            var already = (before?["spec"] as DataObject)?["unschedulable"] is DataBoolean now && now.Value == cordoned.Value;
            return (cordoned.Value ? "takes no more pods" : TakesAgain) + (already ? ", as now" : "");
        }

        return Restarts(patch) ? "every pod replaced, some at a time" : "changed: " + Fields(patch);
    }

    private static string Fields(DataNode? patch) =>
        patch is DataObject mapping && string.Join(", ", Leaves(mapping, "").Take(4)) is { Length: > 0 } fields ? fields : "parts of it";

    private static IEnumerable<string> Leaves(DataObject mapping, string path) =>
        mapping
            .Members.Where(member => path.Length > 0 || member.Key is not ("apiVersion" or "kind"))
            .SelectMany(member =>
                member.Value is DataObject { Members.Length: > 0 } inner ? Leaves(inner, path + member.Key + ".") : [path + member.Key]
            );
}
