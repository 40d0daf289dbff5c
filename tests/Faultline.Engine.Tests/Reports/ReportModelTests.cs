using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;

namespace Faultline.Engine.Tests.Reports;

public sealed class ReportModelTests
{
    [Theory]
    [InlineData("explored", ReportVerdict.Explored, ReportUndo.NothingToUndo)]
    [InlineData("background", ReportVerdict.Explored, ReportUndo.NothingToUndo)]
    [InlineData("held", ReportVerdict.Held, ReportUndo.Complete)]
    [InlineData("gate-missed", ReportVerdict.Inconclusive, ReportUndo.Complete)]
    [InlineData("gate-failed", ReportVerdict.Inconclusive, ReportUndo.Skipped)]
    [InlineData("deviated", ReportVerdict.Deviated, ReportUndo.Complete)]
    [InlineData("continuous-miss", ReportVerdict.Deviated, ReportUndo.NothingToUndo)]
    [InlineData("action-failed", ReportVerdict.Inconclusive, ReportUndo.Complete)]
    [InlineData("action-unproven", ReportVerdict.Inconclusive, ReportUndo.NothingToUndo)]
    [InlineData("aborted", ReportVerdict.Aborted, ReportUndo.Complete)]
    [InlineData("interrupted", ReportVerdict.Interrupted, ReportUndo.Skipped)]
    [InlineData("dry", ReportVerdict.Inconclusive, ReportUndo.Unknown)]
    [InlineData("damaged", ReportVerdict.Unknown, ReportUndo.Unknown)]
    public void A_journal_without_a_verdict_gets_a_derived_one(string name, ReportVerdict verdict, ReportUndo undo)
    {
        var report = Journal.Read(name);

        (report.Verdict, report.Undo, report.VerdictIsDerived).ShouldBe((verdict, undo, true));
    }

    [Theory]
    [InlineData("workshop", ReportVerdict.Deviated, ReportUndo.NothingToUndo, 1)]
    [InlineData("continuous", ReportVerdict.Deviated, ReportUndo.Incomplete, 5)]
    [InlineData("interrupted-own", ReportVerdict.Interrupted, ReportUndo.Complete, 130)]
    public void A_journal_of_ours_is_taken_at_its_word(string name, ReportVerdict verdict, ReportUndo undo, int exitCode)
    {
        var report = Journal.Read(name);

        (report.Verdict, report.Undo, report.ExitCode, report.VerdictIsDerived).ShouldBe((verdict, undo, exitCode, false));
    }

    [Theory]
    [InlineData("gate-missed", "Probe cart-answers before the method: expected status 200, found status 500.")]
    [InlineData(
        "gate-failed",
        "Probe shop-answers before the method: expected status 200, found no value: it failed with 'failed to connect to http://shop.test/'."
    )]
    [InlineData("deviated", "Probe shop-answers after the method: expected status 200, found status 500.")]
    [InlineData("continuous-miss", "Probe shop-answers during the method: expected status 200, found status 500.")]
    [InlineData("action-failed", "Action 'boom' failed: RuntimeError: oops")]
    [InlineData("action-unproven", "Action 'noop' ended with exit code 3.")]
    [InlineData("aborted", "Action 'boom' has no result: it was stopped or crashed.")]
    [InlineData("interrupted", "The run was stopped before its end.")]
    [InlineData("dry", "This was a dry run ('activities'): what it shows as succeeded was not executed.")]
    [InlineData("workshop", "Probe 'application-must-respond-normally' failed after the method: activity took too long to complete")]
    public void The_first_reason_says_what_counted(string name, string message) => Journal.Read(name).Reasons[0].Message.ShouldBe(message);

    [Fact]
    public void A_completed_status_does_not_hide_a_gate_that_was_not_met() =>
        Journal
            .Read("gate-missed")
            .Reasons[1]
            .ShouldBe(new ReportReason("note", "The journal's status is 'completed' although the method was never played."));

    [Theory]
    [InlineData("held", "held")]
    [InlineData("timed-out", "timedout")]
    [InlineData("halted", "halted")]
    public void The_verdict_is_read_by_its_word(string word, string expected)
    {
        var journal = Journal.Named("held").With("faultline", DataObject.Of(("verdict", word)));

        ReportModel.Read(journal).Verdict.ToString().ToLowerInvariant().ShouldBe(expected);
    }

    [Fact]
    public void A_hypothesis_that_no_one_evaluated_is_not_explored()
    {
        var journal = Journal.Named("held").With("steady_states", DataObject.Empty);

        ReportModel.Read(journal).Verdict.ShouldBe(ReportVerdict.Inconclusive);
    }

    [Fact]
    public void A_record_without_a_status_is_unfinished()
    {
        var record = Journal.Read("interrupted").Method.ShouldHaveSingleItem();

        (record.Result, record.Duration).ShouldBe((ActivityResult.Unfinished, TimeSpan.FromSeconds(0.95)));
    }

    [Fact]
    public void Times_without_an_offset_are_utc()
    {
        var journal = DataObject.Of(("start", "2018-02-05T10:31:33.123456"));

        ReportModel.Read(journal).Start.ShouldBe(new DateTimeOffset(2018, 2, 5, 10, 31, 33, 123, 456, TimeSpan.Zero));
    }

    [Fact]
    public void What_could_not_be_read_is_noted() =>
        Journal
            .Read("damaged")
            .Damage.ShouldBe([
                "'experiment' is null, not an object.",
                "'status' is an integer, not a string.",
                "'deviated' is missing.",
                "'rollbacks' is a string, not a list.",
                "'start' is not a time in the form '2026-01-31T10:00:00+00:00'.",
                "'end' is null, not a time.",
                "3 records do not name their activity.",
            ]);

    [Fact]
    public void An_empty_journal_is_a_report_of_unknowns()
    {
        var report = ReportModel.Read(DataObject.Empty);

        (report.Verdict, report.Undo, report.Title, report.Start).ShouldBe((ReportVerdict.Unknown, ReportUndo.Unknown, null, null));
    }

    [Fact]
    public void Floats_that_are_no_numbers_are_read_as_their_words()
    {
        var journal = JournalText.Parse("""{"a": [NaN, -Infinity, "NaN \\\" Infinity", Infinity], "b": 1}"""u8);

        journal.ToString().ShouldBe("""{"a": ["NaN", "-Infinity", "NaN \\\" Infinity", "Infinity"], "b": 1}""");
    }

    [Fact]
    public void What_is_no_object_is_refused() =>
        Should
            .Throw<DataSyntaxException>(() => ReportModel.Read(JsonText.Parse("[1]")))
            .Message.ShouldBe("a journal is an object, and this is a list: give the 'journal.json' that a run wrote");
}
