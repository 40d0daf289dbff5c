using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Summaries.Json;

namespace Faultline.Engine.Reports.Sarif;

/// <summary>
/// Runs as SARIF 2.1.0: a result per finding, at the experiment's document. All journals are one run of the tool with an invocation
/// each, since code scanning takes only one run per tool and category.
/// </summary>
public static class SarifReport
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>The whole file.</summary>
    public static string Render(ImmutableArray<ReportedRun> runs)
    {
        var findings = runs.Select((run, at) => (Run: run, At: at, Findings: Finding.Of(run.Model))).ToList();
        var rules = SarifRules.For(findings.SelectMany(one => one.Findings));
        var version = runs.Select(run => run.Model.EngineVersion).OfType<string>().FirstOrDefault();
        var driver = DataObject.Of(("name", "Faultline"), ("rules", List(rules.Select(rule => rule.Rule))));
        var sarif = DataObject.Of(
            ("$schema", Schema),
            ("version", "2.1.0"),
            (
                "runs",
                List([
                    DataObject.Of(
                        ("tool", DataObject.Of(("driver", version is null ? driver : driver.With("version", Text(version))))),
                        ("columnKind", "utf16CodeUnits"),
                        ("invocations", List(runs.Select(run => Invocation(run)))),
                        (
                            "results",
                            List(findings.SelectMany(one => one.Findings.Select(finding => Result(one.Run, one.At, finding, rules))))
                        )
                    ),
                ])
            )
        );
        return JsonText.Write(sarif) + "\n";
    }

    private static DataObject Invocation(ReportedRun run)
    {
        var model = run.Model;
        var members = new List<DataMember> { new("executionSuccessful", model.IsSuccess), new("exitCode", (long)model.ExitCodeOrDerived) };
        Add(members, "startTimeUtc", Time(model.Start));
        Add(members, "endTimeUtc", Time(model.End));
        Add(members, "machine", Text(model.Node));
        members.Add(
            new(
                "properties",
                DataObject.Of(
                    ("run", Text(run.Name)),
                    ("runId", Text(model.RunId)),
                    ("title", Text(model.Title)),
                    ("verdict", VerdictText.Word(model.Verdict)),
                    ("undo", UndoText.Word(model.Undo))
                )
            )
        );
        return new DataObject(members);
    }

    private static DataObject Result(ReportedRun run, int at, Finding finding, ImmutableArray<(string Id, DataNode Rule)> rules)
    {
        var members = new List<DataMember>
        {
            new("ruleId", Text(finding.Kind)),
            new("ruleIndex", (long)rules.Select((rule, index) => (rule.Id, index)).First(rule => rule.Id == finding.Kind).index),
            new("level", finding.Level.ToString().ToLowerInvariant()),
            new("message", DataObject.Of(("text", Text($"{run.Model.Title ?? "Untitled experiment"}: {finding.Message}")))),
        };
        Add(members, "locations", Locations(run, finding));
        members.Add(new("partialFingerprints", DataObject.Of(("faultline/v1", Fingerprint(run, finding)))));
        members.Add(new("provenance", DataObject.Of(("invocationIndex", (long)at))));
        return new DataObject(members);
    }

    private static DataNode Locations(ReportedRun run, Finding finding)
    {
        var location = DataObject.Empty;
        if (run.PlaceOf(finding.Activity) is { } place)
        {
            var physical = DataObject.Of(("artifactLocation", DataObject.Of(("uri", UriOf(place.Path)))));
            // Code scanning shows a result only where it has a line; what is about the whole file is at its first.
            var position = place.Position ?? new SourcePosition(1, 1);
            var region = DataObject.Of(("startLine", (long)position.Line), ("startColumn", (long)position.Column));
            location = location.With("physicalLocation", physical.With("region", region));
        }

        if (finding.Activity is { } activity)
        {
            location = location.With("logicalLocations", List([DataObject.Of(("name", Text(activity)), ("kind", "activity"))]));
        }

        return location.Members.IsEmpty ? DataNull.Instance : List([location]);
    }

    private static string UriOf(string path) =>
        Path.IsPathRooted(path)
            ? "file://" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString))
            : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    // The same finding of another run of the same experiment has the same fingerprint, whatever was found in it.
    private static string Fingerprint(ReportedRun run, Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Model.Title}\n{finding.Kind}\n{finding.Activity}"))[..16]);

    private static void Add(List<DataMember> members, string key, DataNode value)
    {
        if (value is not DataNull)
        {
            members.Add(new DataMember(key, value));
        }
    }
}
