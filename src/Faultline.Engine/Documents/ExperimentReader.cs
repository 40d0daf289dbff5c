using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>An experiment, and everything that is wrong with its document.</summary>
/// <param name="Experiment">The experiment; null where a fatal diagnostic says why there is none.</param>
/// <param name="Diagnostics">What was found, in the order of the text.</param>
public sealed record ExperimentReading(Experiment? Experiment, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>
/// A document tree to an <see cref="Experiment"/>. All problems are collected, in the reference's words where it has them
/// (reference specification §3); nothing is looked up outside the document.
/// </summary>
public static class ExperimentReader
{
    internal static readonly string[] TopLevelKeys =
    [
        "title",
        "description",
        "method",
        "steady-state-hypothesis",
        "rollbacks",
        "configuration",
        "secrets",
        "controls",
        "tags",
        "contributions",
        "extensions",
        "runtime",
        "dry",
        "version",
    ];

    /// <summary>Reads an experiment.</summary>
    /// <param name="root">The document.</param>
    /// <param name="source">The file or address it was read from.</param>
    public static ExperimentReading Read(DataNode root, string source)
    {
        var problems = new Diagnostics(source);
        var experiment = Read(root, problems);
        var all = problems.All;
        return new ExperimentReading(all.Any(d => d.Severity == DiagnosticSeverity.Fatal) ? null : experiment, all);
    }

    private static Experiment? Read(DataNode root, Diagnostics problems)
    {
        if (root is DataNull or DataArray { Items.Length: 0 } or DataObject { Members.Length: 0 })
        {
            problems.Fatal("an empty experiment is not an experiment", root, "$", "Give it at least a title, a description and a method.");
            return null;
        }

        if (root is not DataObject document)
        {
            problems.Fatal($"an experiment is an object, and this document is {root.Kind}", root, "$");
            return null;
        }

        problems.UnknownKeys(document, "$", TopLevelKeys, "an experiment");
        Required(document, "title", problems);
        Required(document, "description", problems);
        CheckTags(document["tags"], problems);
        CheckExtensions(document["extensions"], problems);
        var steps = new StepReader(problems);
        var hypothesis = new HypothesisReader(problems, steps).Read(document);
        var method = Method(document, steps, problems);
        var rollbacks = Steps(document, "rollbacks", steps, problems);
        var runtime = new RuntimeReader(problems, steps).Read(document["runtime"]);
        CheckReferences(method, hypothesis?.Probes ?? [], [.. rollbacks, .. runtime.StopCondition?.Probes ?? []], problems);
        OutputUse.Check(document, hypothesis?.Probes ?? [], method, rollbacks, problems);
        new ControlReader(problems).Check(document);
        return new Experiment
        {
            Document = document,
            Source = problems.Source,
            Title = document["title"] ?? new DataString(""),
            Hypothesis = hypothesis,
            Method = method,
            Rollbacks = rollbacks,
            Configuration = Declarations(document, "configuration", problems),
            Secrets = Secrets(document, problems),
            HypothesisStrategy = runtime.Hypothesis,
            RollbackStrategy = runtime.Rollbacks,
            Timeout = runtime.Timeout > TimeSpan.Zero ? runtime.Timeout : null,
            StopCondition = runtime.StopCondition,
        };
    }

    private static void Required(DataObject document, string key, Diagnostics problems)
    {
        if (CallChecks.IsFalsy(document[key]))
        {
            problems.Error(
                $"experiment requires a {key}",
                document[key] ?? document,
                "$." + key,
                key == "title" ? "Say in a sentence what should hold." : "Say what the experiment is about, and for whom."
            );
        }
    }

    private static void CheckTags(DataNode? tags, Diagnostics problems)
    {
        switch (tags)
        {
            case null or DataNull:
                break;
            case DataArray list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (list.Items[i] is not DataString { Value.Length: > 0 })
                    {
                        problems.Error("experiment tags must be a non-empty string", list.Items[i], $"$.tags[{i}]");
                    }
                }

                break;
            case DataString or DataObject:
                problems.Warn($"tags should be a list of strings, and are {tags.Kind}", tags, "$.tags");
                break;
            default:
                problems.Error($"tags must be a list of strings, and are {tags.Kind}", tags, "$.tags");
                break;
        }
    }

    private static void CheckExtensions(DataNode? extensions, Diagnostics problems)
    {
        if (extensions is not (null or DataNull or DataArray))
        {
            problems.Error($"extensions must be a list of objects, and are {extensions.Kind}", extensions, "$.extensions");
            return;
        }

        foreach (var (extension, i) in ((extensions as DataArray)?.Items ?? []).Select((item, i) => (item, i)))
        {
            if (extension is not DataObject named || string.IsNullOrWhiteSpace(named.Text("name")))
            {
                problems.Error("All extensions require a non-empty name", extension, $"$.extensions[{i}]");
            }
        }
    }

    private static ImmutableArray<Step> Method(DataObject document, StepReader steps, Diagnostics problems)
    {
        if (!document.Has("method"))
        {
            problems.Error(
                "an experiment requires a method, which can be empty for only checking steady state hypothesis ",
                document,
                "$.method",
                "Add \"method\": [] if there is nothing to do."
            );
        }

        return Steps(document, "method", steps, problems);
    }

    private static ImmutableArray<Step> Steps(DataObject document, string key, StepReader steps, Diagnostics problems)
    {
        switch (document[key])
        {
            case null:
                return [];
            case DataArray list:
                return [.. list.Items.Select((item, i) => steps.Read(item, $"$.{key}[{i}]")).OfType<Step>()];
            case var other:
                problems.Fatal($"'{key}' must be a list of activities, and is {other.Kind}", other, "$." + key);
                return [];
        }
    }

    private static DataObject Declarations(DataObject document, string key, Diagnostics problems)
    {
        switch (document[key])
        {
            case null:
                return DataObject.Empty;
            case DataObject declarations:
                return declarations;
            case var other:
                problems.Fatal($"'{key}' must be an object, and is {other.Kind}", other, "$." + key);
                return DataObject.Empty;
        }
    }

    private static DataObject Secrets(DataObject document, Diagnostics problems)
    {
        var secrets = Declarations(document, "secrets", problems);
        foreach (var group in secrets.Members.Where(member => member.Value is not DataObject))
        {
            problems.Add(
                DiagnosticSeverity.Fatal,
                $"the secret '{group.Key}' must stand in a group",
                group.KeyPosition,
                $"$.secrets.{group.Key}",
                $"Write \"secrets\": {{\"GROUP\": {{\"{group.Key}\": …}}}}."
            );
        }

        return secrets;
    }

    private static void CheckReferences(
        ImmutableArray<Step> method,
        ImmutableArray<Step> probes,
        ImmutableArray<Step> others,
        Diagnostics problems
    )
    {
        var known = method.Concat(probes).OfType<Activity>().Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in method.Concat(probes).Concat(others).OfType<ActivityReference>().Where(r => !known.Contains(r.Target)))
        {
            var message = $"referenced activity '{reference.Target}' could not be found in the experiment";
            var remedy =
                Abstractions.Suggestion.Sentence(reference.Target, known)
                ?? (
                    others.OfType<Activity>().Any(a => a.Name == reference.Target)
                        ? "An activity of the rollbacks can't be referred to; move its definition into the method."
                        : "Refer to the name of an activity of the method or the hypothesis."
                );
            problems.Error(message, reference.Document["ref"], reference.Path + ".ref", remedy);
        }
    }
}
