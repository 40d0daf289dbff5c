using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.JUnit;

/// <summary>
/// Runs as JUnit's XML: a suite per experiment. Of the schemas in use (Jenkins', Ant's, GitLab's, GitHub actions') it keeps to what
/// all of them accept, in their order: so output stands at the suite, and the numbers only there.
/// </summary>
public static class JUnitReport
{
    private const int MostName = 250;
    private const int MostOutput = 4 * 1024;
    private const int MostLines = 40;
    private const int MostOutputs = 64 * 1024;

    /// <summary>The whole file.</summary>
    public static string Render(ImmutableArray<ReportedRun> runs)
    {
        using var bytes = new MemoryStream();
        using (
            var writer = XmlWriter.Create(
                bytes,
                new XmlWriterSettings
                {
                    Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                    Indent = true,
                    NewLineChars = "\n",
                }
            )
        )
        {
            writer.WriteStartElement("testsuites");
            for (var i = 0; i < runs.Length; i++)
            {
                Suite(writer, runs[i], i);
            }

            writer.WriteEndElement();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Suite(XmlWriter writer, ReportedRun run, int id)
    {
        var model = run.Model;
        var title = Line(model.Title ?? "Untitled experiment");
        var cases = new TestCases(model).All();
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", title);
        writer.WriteAttributeString("package", "faultline");
        writer.WriteAttributeString("id", Number(id));
        writer.WriteAttributeString("tests", Number(cases.Count));
        writer.WriteAttributeString("failures", Number(cases.Count(one => one.State == TestCaseState.Failure)));
        writer.WriteAttributeString("errors", Number(cases.Count(one => one.State == TestCaseState.Error)));
        writer.WriteAttributeString("skipped", Number(cases.Count(one => one.State == TestCaseState.Skipped)));
        writer.WriteAttributeString("time", Seconds(model.Duration));
        // Without fraction and zone, as Ant's schema wants it; it is UTC.
        writer.WriteAttributeString(
            "timestamp",
            (model.Start ?? DateTimeOffset.UnixEpoch).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        );
        writer.WriteAttributeString("hostname", model.Node is { } node ? Line(node) : TimeText.Unknown);
        Properties(writer, run);
        // A dot would begin a package of its own.
        var group = title.Replace('.', '_');
        foreach (var one in cases)
        {
            Case(writer, one, group);
        }

        writer.WriteElementString("system-out", VisibleText.Clean(Outputs(model)));
        writer.WriteElementString("system-err", VisibleText.Clean(string.Join('\n', model.Damage)));
        writer.WriteEndElement();
    }

    private static void Properties(XmlWriter writer, ReportedRun run)
    {
        var model = run.Model;
        writer.WriteStartElement("properties");
        (string Name, string? Value)[] properties =
        [
            ("run", run.Name),
            ("run-id", model.RunId),
            ("verdict", VerdictText.Word(model.Verdict)),
            ("verdict-derived", model.VerdictIsDerived ? "true" : "false"),
            ("exit-code", Number(model.ExitCodeOrDerived)),
            ("undo", UndoText.Word(model.Undo)),
            ("source", model.Source),
            ("hypothesis-strategy", model.HypothesisStrategy),
            ("rollback-strategy", model.RollbackStrategy),
            ("dry", model.Dry),
            ("seed", model.Seed),
            ("faultline-version", model.EngineVersion),
            ("chaoslib-version", model.LibraryVersion),
            ("platform", model.Platform),
            ("tags", model.Tags.IsEmpty ? null : string.Join(", ", model.Tags)),
        ];
        foreach (var (name, value) in properties)
        {
            if (value is not null)
            {
                writer.WriteStartElement("property");
                writer.WriteAttributeString("name", name);
                writer.WriteAttributeString("value", Line(value));
                writer.WriteEndElement();
            }
        }

        writer.WriteEndElement();
    }

    private static void Case(XmlWriter writer, TestCase one, string group)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", $"{group}.{one.Group}");
        writer.WriteAttributeString("name", Line(one.Name));
        writer.WriteAttributeString("time", Seconds(one.Time));
        if (one.State != TestCaseState.Passed)
        {
            var isSkipped = one.State == TestCaseState.Skipped;
            writer.WriteStartElement(one.State.ToString().ToLowerInvariant());
            writer.WriteAttributeString("message", VisibleText.Clean(VisibleText.Line(one.Message, 1000)));
            if (!isSkipped)
            {
                writer.WriteAttributeString("type", Line(one.Kind));
                writer.WriteString(VisibleText.Clean(one.Message + (one.Text.Length > 0 ? "\n" + one.Text : "")));
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    // The ends of what the method and the rollbacks put out, and of what missed.
    private static string Outputs(ReportModel model)
    {
        var builder = new StringBuilder();
        foreach (var record in model.Method.Concat(model.Misses()).Concat(model.Rollbacks))
        {
            foreach (var (label, text) in OutputText.Parts(record.Output, int.MaxValue))
            {
                if (builder.Length > MostOutputs)
                {
                    return builder.Append("… more is left out; the journal has it all.\n").ToString();
                }

                var what = label is null ? record.Name : $"{record.Name}, {label}";
                builder
                    .Append(CultureInfo.InvariantCulture, $"--- {VisibleText.Line(what, MostName)} ")
                    .Append(CultureInfo.InvariantCulture, $"({TimeText.Offset(record.Start, model.Start)})\n")
                    .Append(VisibleText.Tail(text, MostLines, MostOutput))
                    .Append('\n');
            }
        }

        return builder.ToString();
    }

    private static string Line(string text) => VisibleText.Clean(VisibleText.Line(text, MostName)) is { Length: > 0 } line ? line : "-";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan? time) => (time?.TotalSeconds ?? 0).ToString("0.###", CultureInfo.InvariantCulture);
}
