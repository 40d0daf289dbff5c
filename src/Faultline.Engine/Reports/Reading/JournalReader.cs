using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Reading;

/// <summary>Reads a journal as it is; what it means is worked out by <see cref="VerdictDerivation"/>.</summary>
internal sealed class JournalReader(DataObject journal)
{
    private readonly List<string> _damage = [];

    public ReportModel Read()
    {
        var model = Own(Outcome(Experiment(new ReportModel())));
        NoteDamage(model);
        return model with { Damage = [.. _damage] };
    }

    private ReportModel Experiment(ReportModel model)
    {
        var experiment = journal.ObjectOf("experiment");
        var hypothesis = experiment.ObjectOf("steady-state-hypothesis");
        var runtime = experiment.ObjectOf("runtime");
        return model with
        {
            Title = experiment.WordOf("title"),
            Description = experiment.WordOf("description"),
            Tags = [.. experiment.ItemsOf("tags").OfType<DataString>().Select(tag => tag.Value)],
            Dry = experiment.WordOf("dry"),
            HypothesisTitle = hypothesis.WordOf("title"),
            Declared =
            [
                .. Declared(hypothesis.ItemsOf("probes"), RecordPhase.Before),
                .. Declared(experiment.ItemsOf("method"), RecordPhase.Method),
                .. Declared(experiment.ItemsOf("rollbacks"), RecordPhase.Rollbacks),
            ],
            DeclaredProbes = hypothesis.ItemsOf("probes").Length,
            DeclaredRollbacks = journal["experiment"] is DataObject ? experiment.ItemsOf("rollbacks").Length : null,
            HypothesisStrategy = runtime.ObjectOf("hypothesis").WordOf("strategy"),
            RollbackStrategy = runtime.ObjectOf("rollbacks").WordOf("strategy"),
        };
    }

    private static IEnumerable<DeclaredActivity> Declared(IEnumerable<DataNode> steps, RecordPhase phase) =>
        from step in steps.OfType<DataObject>()
        let name = step.WordOf("name") ?? step.WordOf("ref")
        where name is not null
        select new DeclaredActivity(phase, name, step.WordOf("type"));

    private ReportModel Outcome(ReportModel model)
    {
        var states = journal.ObjectOf("steady_states");
        var (start, end) = (journal.TimeOf("start"), journal.TimeOf("end"));
        return model with
        {
            LibraryVersion = journal.WordOf("chaoslib-version"),
            Node = journal.WordOf("node"),
            Platform = journal.WordOf("platform"),
            Status = journal.WordOf("status"),
            Deviated = journal.FlagOf("deviated"),
            Start = start,
            End = end,
            Duration = journal.SecondsOf("duration") ?? (end >= start ? end - start : null),
            Before = Hypothesis(states["before"], RecordPhase.Before),
            During = [.. states.ItemsOf("during").Select(entry => Hypothesis(entry, RecordPhase.During) ?? new HypothesisRecord())],
            After = Hypothesis(states["after"], RecordPhase.After),
            Method = RecordReader.ReadAll(journal.ItemsOf("run"), RecordPhase.Method),
            Rollbacks = RecordReader.ReadAll(journal.ItemsOf("rollbacks"), RecordPhase.Rollbacks),
        };
    }

    private ReportModel Own(ReportModel model)
    {
        if (journal["faultline"] is not DataObject own)
        {
            return model with { VerdictIsDerived = true };
        }

        var strategies = own.ObjectOf("strategies");
        var verdict = Words.VerdictText.Parse(own.WordOf("verdict"));
        return model with
        {
            EngineVersion = own.WordOf("version"),
            RunId = own.WordOf("run-id"),
            Source = own.WordOf("source"),
            Seed = own.WordOf("seed"),
            Verdict = verdict,
            VerdictIsDerived = verdict == ReportVerdict.Unknown,
            Undo = Words.UndoText.Parse(own.WordOf("undo")),
            ExitCode = own.IntegerOf("exit-code"),
            Ended = own.FlagOf("ended") ?? model.End is not null,
            Reasons = [.. own.ItemsOf("reasons").OfType<DataObject>().Select(Reason)],
            HypothesisStrategy = strategies.WordOf("hypothesis") ?? model.HypothesisStrategy,
            RollbackStrategy = strategies.WordOf("rollbacks") ?? model.RollbackStrategy,
            Faults = FaultReader.ReadAll(own),
            Spans = [.. own.ItemsOf("timeline").OfType<DataObject>().Select(Span).OfType<TimelineSpan>()],
        };
    }

    private static ReportReason Reason(DataObject reason) =>
        new(reason.WordOf("kind") ?? "note", reason.WordOf("message") ?? "unknown", reason.WordOf("activity"));

    private static TimelineSpan? Span(DataObject span) =>
        span.TimeOf("start") is { } start && span.TimeOf("end") is { } end && end >= start
            ? new TimelineSpan(span.WordOf("kind") ?? "phase", span.WordOf("name") ?? "unnamed", start, end)
            : null;

    private static HypothesisRecord? Hypothesis(DataNode? node, RecordPhase phase) =>
        node is DataObject state
            ? new HypothesisRecord { Met = state.FlagOf("steady_state_met"), Probes = RecordReader.ReadAll(state.ItemsOf("probes"), phase) }
            : null;

    private void NoteDamage(ReportModel model)
    {
        Expect<DataObject>("experiment", "an object");
        Expect<DataString>("status", "a string");
        Expect<DataBoolean>("deviated", "a boolean");
        Expect<DataObject>("steady_states", "an object");
        Expect<DataArray>("run", "a list");
        Expect<DataArray>("rollbacks", "a list");
        ExpectTime("start");
        ExpectTime("end");
        var blank = model.Records.Count(record => record.Name == "unnamed" && record.Provider.Members.Length == 0);
        if (blank > 0)
        {
            _damage.Add(blank == 1 ? "1 record does not name its activity." : $"{blank} records do not name their activity.");
        }
    }

    private void ExpectTime(string key)
    {
        if (Expect<DataString>(key, "a time") && journal.TimeOf(key) is null)
        {
            _damage.Add($"'{key}' is not a time in the form '2026-01-31T10:00:00+00:00'.");
        }
    }

    private bool Expect<T>(string key, string kind)
        where T : DataNode
    {
        var found = journal[key];
        if (found is T)
        {
            return true;
        }

        _damage.Add(found is null ? $"'{key}' is missing." : $"'{key}' is {found.Kind}, not {kind}.");
        return false;
    }
}
