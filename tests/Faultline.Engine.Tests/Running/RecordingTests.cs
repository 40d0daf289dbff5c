using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using Faultline.TestKit;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>What a run writes down can always be read back, and nothing that reads it on the way can harm it.</summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void A_number_that_JSON_does_not_know_is_recorded_as_a_text(string number)
    {
        var act = Action("act").With("provider", DataObject.Of(("type", "fake"), ("output", DataArray.Of([new DataNumber(number)]))));

        var run = SimulatedRun.Of(Experiment(null, [act]));

        run.Events.OfType<ActivityEnded>().Single().Output.ToString().ShouldBe($"[\"{number}\"]");
        JsonText.Parse(JsonText.Write(run.Journal)).ShouldBeOfType<DataObject>();
    }

    [Fact]
    public void A_document_with_such_a_number_can_be_run_and_read_back()
    {
        var document = Experiment([Healthy()], [Action("act")]).With("configuration", DataObject.Of(("limit", new DataNumber("NaN"))));

        SimulatedRun.Of(document).Events.Length.ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData(180)]
    [InlineData(198)]
    public void An_output_that_nests_as_deep_as_it_may_can_be_read_back(int depth)
    {
        DataNode deep = 1;
        for (var i = 0; i < depth; i++)
        {
            deep = i % 2 == 0 ? DataArray.Of([deep]) : DataObject.Of(("k", deep));
        }

        var act = Probe("p").With("tolerance", 1).With("provider", DataObject.Of(("type", "fake"), ("output", deep)));

        var run = SimulatedRun.Of(Experiment([act]));

        run.Events.OfType<RunEnded>().ShouldHaveSingleItem();
        JsonText.Parse(JsonText.Write(run.Journal)).ToString().ShouldBe(run.Journal.ToString());
    }

    [Fact]
    public void An_observer_that_throws_does_not_harm_the_run()
    {
        var run = SimulatedRun.Of(
            Experiment([Healthy()], [Action("act")], [Action("undo")]),
            new Circumstances { Observers = [new Observer(_ => throw new InvalidOperationException("a bug"))] }
        );

        RunVerdictTests.Ended(run).ShouldBe((Verdict.Held, UndoState.Complete, 0, "completed", false));
    }

    [Fact]
    public void An_observer_sees_every_event_as_it_is_in_the_log()
    {
        var seen = new List<RunEvent>();

        var run = SimulatedRun.Of(
            Experiment([Healthy()], [Action("act", "fail")], [Action("undo")]),
            new Circumstances { Observers = [new Observer(seen.Add)] }
        );

        seen.Select(e => EventCodec.Write(e).ToString()).ShouldBe(run.Events.Select(e => EventCodec.Write(e).ToString()));
    }

    [Fact]
    public void A_run_whose_log_cannot_be_written_does_nothing_and_says_why()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "missing");
        var experiment = Engine.Documents.ExperimentReader.Read(Experiment(null, [Action("act")]), "test.json").Experiment!;

        Should.Throw<IOException>(() => SimulatedRun.Of(experiment, new Circumstances(), missing));
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_to_stop_from_many_threads_never_disturb_the_log()
    {
        for (var round = 0; round < 50; round++)
        {
            using var folder = new TemporaryFolder();
            using var stop = new StopSource();
            var experiment = Engine
                .Documents.ExperimentReader.Read(
                    Experiment([Healthy()], [Action("a"), Action("b"), Action("c", round % 2 == 0 ? "hang" : "succeed")]),
                    "test.json"
                )
                .Experiment!;
            var request = new RunRequest
            {
                Plan = Engine.Planning.Planner.Plan(experiment),
                Variables = new(DataObject.Empty, DataObject.Empty, []),
                RunId = "r",
                Folder = folder.Path,
                Version = "1",
            };
            var runner = new Runner([new FakeProvider(TimeProvider.System)], TimeProvider.System);
            var run = Task.Run(() => runner.RunAsync(request, stop), TestContext.Current.CancellationToken);

            await Parallel.ForAsync(
                0,
                8,
                TestContext.Current.CancellationToken,
                (_, _) =>
                {
                    stop.Request(StopCause.Interrupt);
                    return ValueTask.CompletedTask;
                }
            );
            await run;

            var events = EventLog.Read(Path.Combine(folder.Path, EventLog.FileName)).ToList();
            events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
            events[^1].ShouldBeOfType<RunEnded>();
            events.OfType<StopRequested>().Count(asked => !asked.Again).ShouldBeLessThanOrEqualTo(1);
        }
    }

    private sealed class Observer(Action<RunEvent> see) : IRunObserver
    {
        public void OnEvent(RunEvent happened) => see(happened);
    }
}
