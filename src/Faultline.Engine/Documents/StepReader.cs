using System.Text.RegularExpressions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>One entry of a method, of the rollbacks or of a hypothesis.</summary>
internal sealed partial class StepReader(Diagnostics problems)
{
    // Ours; what is called outside of a run's sequence does not heed them.
    private static readonly string[] KeysOfSteps = ["retry", "until", "output"];

    private static readonly string[] ActivityKeys =
    [
        "type",
        "name",
        "provider",
        "background",
        "pauses",
        "timeout",
        "tolerance",
        "controls",
        "dry",
        "configuration",
        "secrets",
        "iteration_index",
        .. KeysOfSteps,
    ];

    // The reference accepts them too, and nothing in it heeds them.
    private static readonly string[] KeysWithoutEffect = ["dry", "configuration", "secrets"];

    private static readonly string[] ReferenceKeys = ["ref", "tolerance", "background"];

    /// <summary>The step, or null where the problems say why there is none.</summary>
    public Step? Read(DataNode node, string path)
    {
        if (node is not DataObject document)
        {
            problems.Fatal($"an activity is an object, and this is {node.Kind}", node, path);
            return null;
        }

        if (document.Members.Length == 0)
        {
            problems.Fatal("empty activity is no activity", node, path, "Give it a type, a name and a provider, or remove it.");
            return null;
        }

        return document.Has("ref") ? Reference(document, path) : ReadActivity(document, path);
    }

    public Activity? ReadActivity(DataObject document, string path)
    {
        problems.UnknownKeys(document, path, ActivityKeys, "an activity");
        WarnOfKeysWithoutEffect(document, path);
        var kind = Kind(document, path);
        var name = Name(document, path);
        var (provider, type) = Provider(document, path);
        CheckPauses(document["pauses"], path + ".pauses");
        var timeout = Timeout(document["timeout"], path + ".timeout");
        var background = Background(document, path);
        var (retry, until) = new RepetitionReader(problems).Read(document, kind, path);
        var outputs = new OutputReader(problems).Read(document["output"], path + ".output");
        return kind is null || name is null || provider is null || type is null
            ? null
            : new Activity
            {
                Document = document,
                Path = path,
                Name = name,
                Kind = kind.Value,
                ProviderType = type,
                Provider = provider,
                Pauses = document["pauses"] as DataObject,
                Timeout = timeout,
                Tolerance = document["tolerance"],
                Background = background,
                Retry = retry,
                Until = until,
                Outputs = outputs,
            };
    }

    /// <summary>An activity that is called by itself, outside of the run's sequence of steps.</summary>
    /// <param name="document">The activity.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="what">What it is, for messages.</param>
    public Activity? ReadLoneActivity(DataObject document, string path, string what)
    {
        foreach (var key in KeysOfSteps.Where(document.Has))
        {
            problems.Warn($"'{key}' has no effect in {what}", document[key], $"{path}.{key}");
        }

        return ReadActivity(document, path);
    }

    private void WarnOfKeysWithoutEffect(DataObject document, string path)
    {
        foreach (var key in KeysWithoutEffect.Where(key => document[key] is not (null or DataNull or DataBoolean { Value: false })))
        {
            var remedy = key switch
            {
                "dry" => "The activity is called all the same. 'faultline run --dry' leaves activities out.",
                "secrets" => "Name them under 'provider'.",
                _ => "Declare it at the top of the document.",
            };
            problems.Warn($"'{key}' of an activity has no effect", document[key], $"{path}.{key}", remedy);
        }
    }

    private ActivityReference? Reference(DataObject document, string path)
    {
        if (document["ref"] is not DataString { Value.Length: > 0 } target)
        {
            problems.Fatal("reference to activity must be non-empty strings", document["ref"], path + ".ref");
            return null;
        }

        problems.UnknownKeys(document, path, ReferenceKeys, "a reference (what it refers to has its own)");
        return new ActivityReference
        {
            Document = document,
            Path = path,
            Target = target.Value,
            Tolerance = document["tolerance"],
            Background = Background(document, path),
        };
    }

    private ActivityKind? Kind(DataObject document, string path)
    {
        var type = document["type"];
        if (CallChecks.IsFalsy(type))
        {
            problems.Fatal(
                "an activity must have a type",
                type ?? document,
                path + ".type",
                "Add \"type\": \"probe\" or \"type\": \"action\"."
            );
            return null;
        }

        switch (PythonText.Str(type!))
        {
            case "probe":
                return ActivityKind.Probe;
            case "action":
                return ActivityKind.Action;
            case var other:
                problems.Fatal(
                    $"'{other}' is not a supported activity type",
                    type,
                    path + ".type",
                    Abstractions.Suggestion.Sentence(other, ["probe", "action"]) ?? "Use 'probe' or 'action'."
                );
                return null;
        }
    }

    private string? Name(DataObject document, string path)
    {
        var name = document["name"];
        if (CallChecks.IsFalsy(name))
        {
            problems.Fatal("an activity must have a name", name ?? document, path + ".name");
            return null;
        }

        if (name is not DataString)
        {
            problems.Warn($"an activity's name should be a string, and is {name!.Kind}", name, path + ".name");
        }

        return PythonText.Str(name!);
    }

    private (DataObject? Provider, string? Type) Provider(DataObject document, string path)
    {
        var node = document["provider"];
        if (CallChecks.IsFalsy(node))
        {
            problems.Fatal("an activity requires a provider", node ?? document, path + ".provider");
            return (null, null);
        }

        if (node is not DataObject provider)
        {
            problems.Fatal($"a provider is an object, and this is {node!.Kind}", node, path + ".provider");
            return (null, null);
        }

        if (CallChecks.IsFalsy(provider["type"]))
        {
            problems.Fatal("a provider must have a type", provider["type"] ?? provider, path + ".provider.type");
            return (null, null);
        }

        return (provider, PythonText.Str(provider["type"]!));
    }

    private bool Background(DataObject document, string path)
    {
        switch (document["background"])
        {
            case null:
                return false;
            case DataBoolean flag:
                return flag.Value;
            case var other:
                problems.Error("activity background must be a boolean", other, path + ".background");
                return false;
        }
    }

    private TimeSpan? Timeout(DataNode? timeout, string path)
    {
        switch (timeout)
        {
            case null or DataNull:
                return null;
            case DataNumber number when number.ToDouble() is > 0 and < 1e9 and var seconds:
                return TimeSpan.FromSeconds(seconds);
            case DataNumber:
                problems.Warn("an activity's timeout should be a number of seconds above 0; it has no effect", timeout, path);
                return null;
            case DataBoolean:
                problems.Warn("an activity's timeout should be a number of seconds, and is a boolean; it has no effect", timeout, path);
                return null;
            default:
                problems.Error("activity timeout must be a number", timeout, path, "Give it in seconds, without quotes.");
                return null;
        }
    }

    private void CheckPauses(DataNode? pauses, string path)
    {
        if (pauses is null)
        {
            return;
        }

        if (pauses is not DataObject both)
        {
            problems.Fatal($"pauses are an object with 'before' and 'after', and this is {pauses.Kind}", pauses, path);
            return;
        }

        problems.UnknownKeys(both, path, ["before", "after"], "pauses");
        foreach (var key in new[] { "before", "after" })
        {
            switch (both[key])
            {
                case DataString text when !Variable().IsMatch(text.Value):
                    problems.Error(
                        $"activity {key} pause must be a number or a pattern to a variable from the configuration or secrets",
                        text,
                        $"{path}.{key}",
                        "Give it in seconds, without quotes."
                    );
                    break;
                case DataNumber number when number.ToDouble() is < 0 or double.NaN or > 1e9:
                    problems.Warn($"a pause of {number.Text} seconds can't be kept; the run would abort there", number, $"{path}.{key}");
                    break;
                case DataArray or DataObject or DataBoolean:
                    problems.Warn(
                        $"a pause is a number of seconds, and this is {both[key]!.Kind}; the run would abort there",
                        both[key],
                        $"{path}.{key}"
                    );
                    break;
                default:
                    break;
            }
        }
    }

    [GeneratedRegex(@"^\$\{.*\}\z", RegexOptions.Singleline)]
    private static partial Regex Variable();
}
