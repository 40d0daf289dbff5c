using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Tests.Running.Controls;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Running;

/// <summary>
/// Random experiments in random circumstances. FAULTLINE_RUNS=N plays more of them; FAULTLINE_SEED=N plays the one that a failure
/// names.
/// </summary>
public sealed class RunPropertyTests
{
    private const int Runs = 1_000;

    [Fact(Timeout = 3_600_000)]
    public Task Every_run_ends_and_its_log_and_its_journal_tell_the_truth()
    {
        using var folder = new TemporaryFolder();
        var verdicts = new HashSet<Verdict>();
        var undone = new HashSet<UndoState>();
        foreach (var seed in Seeds.Of("FAULTLINE_RUNS", Runs))
        {
            try
            {
                var run = Play(seed, folder.Path);
                RunInvariants.Check(run);
                RunInvariants.CheckReplay(run);
                RunInvariants.CheckCuts(run);
                verdicts.Add(run.Result.Verdict);
                undone.Add(run.Result.Undo);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The run fails; FAULTLINE_SEED={seed} plays it alone. {e.Message}", e);
            }
        }

        if (!Seeds.IsOne)
        {
            // A test that never came to most of the ends would prove little.
            verdicts.ShouldBe(Enum.GetValues<Verdict>(), ignoreOrder: true);
            undone.ShouldBe(Enum.GetValues<UndoState>(), ignoreOrder: true);
        }

        return Task.CompletedTask;
    }

    [Fact(Timeout = 3_600_000)]
    public Task Whatever_controls_do_the_log_and_the_journal_tell_the_truth()
    {
        using var folder = new TemporaryFolder();
        foreach (var seed in Seeds.Of("FAULTLINE_RUNS", Runs / 4))
        {
            try
            {
                var run = Play(seed, folder.Path, withControls: true);
                RunInvariants.Check(run);
                RunInvariants.CheckReplay(run);
                RunInvariants.CheckCuts(run);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The run fails; FAULTLINE_SEED={seed} plays it alone. {e.Message}", e);
            }
        }

        return Task.CompletedTask;
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        using var folder = new TemporaryFolder();

        Play(42, folder.Path).Log.ShouldBe(Play(42, folder.Path).Log);
    }

    private static SimulatedRun Play(int seed, string folder, bool withControls = false)
    {
        var random = new RandomExperiment(new Random(seed));
        var controls = new RandomControls(new Random(seed));
        var document = withControls ? controls.Around(random.Document()) : random.Document();
        var experiment = ExperimentReader.Read(document, "random.json").Experiment.ShouldNotBeNull();
        var own = Directory.CreateDirectory(Path.Combine(folder, "run"));
        var run = SimulatedRun.Of(experiment, random.Circumstances() with { Controls = [controls.Provider] }, own.FullName);
        own.Delete(recursive: true);
        return run;
    }
}
