using System.Text;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Journals;
using Faultline.Engine.Planning;
using Faultline.Engine.Running;

namespace Faultline.Bench;

/// <summary>What the engine itself costs: activities that do nothing, with the log and the journal on disk as in any run.</summary>
internal static class NoOps
{
    public static async Task<int> RunAsync(int count)
    {
        var state = Directory.CreateTempSubdirectory("faultline-bench-").FullName;
        try
        {
            var root = JsonText.Parse(Encoding.UTF8.GetBytes(Documents.NoOps(count)));
            var experiment = ExperimentReader.Read(root, "bench").Experiment!;
            var time = TimeProvider.System;
            var tally = new RunTally();
            var journal = new JournalProjection(tally);
            var file = new JournalFile(Path.Combine(state, "journal.json"), journal, time);
            const string Id = "bench";
            var (folder, running) = new RunStore(state).Create(Id);
            using var mark = running;
            using var stop = new StopSource();
            var result = await new Runner([new NoOpProvider()], time).RunAsync(
                new RunRequest
                {
                    Plan = Planner.Plan(experiment),
                    Variables = new ResolvedVariables(DataObject.Empty, DataObject.Empty, []),
                    RunId = Id,
                    Folder = folder,
                    Version = "bench",
                    Observers = [tally, journal, file],
                },
                stop
            );
            file.Write();
            return result.ExitCode;
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private sealed class NoOpProvider : IActivityProvider
    {
        private static readonly Task<ActivityOutcome> Done = Task.FromResult<ActivityOutcome>(
            new ActivityOutcome.Succeeded(DataNull.Instance)
        );

        public string Name => "no-op";

        public IReadOnlyList<string> SubstitutedFields => [];

        public Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop) => Done;
    }
}
