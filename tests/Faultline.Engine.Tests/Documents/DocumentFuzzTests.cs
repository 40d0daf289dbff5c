using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;
using Faultline.Engine.Tests.Running;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Documents;

/// <summary>
/// Two valid experiments, changed at random: whatever comes of it is read, planned, resolved and run without an exception.
/// FAULTLINE_FUZZ=N tries more; FAULTLINE_SEED=N tries the one that a failure names.
/// </summary>
public sealed class DocumentFuzzTests
{
    private const int Documents = 5_000;

    private static readonly DataNode Full = JsonText.Parse(
        """
        {
          "title": "With ${everything}", "description": "d", "version": "1", "tags": ["a", "b"],
          "contributions": {"reliability": "high"}, "extensions": [{"name": "x", "data": [1]}],
          "configuration": {
            "everything": "all", "limit": 3, "port": {"type": "env", "key": "PORT", "default": "80", "env_var_type": "int"},
            "flags": {"type": "env", "key": "FLAGS", "default": {"a": 1}, "env_var_type": "json"},
            "found": {"type": "probe", "name": "f", "provider": {"type": "fake"}}
          },
          "secrets": {"group": {"token": {"type": "env", "key": "TOKEN"}, "deep": {"x": 1}}, "other": {"v": {"type": "vault", "path": "p"}}},
          "controls": [{"name": "audit", "provider": {"type": "python", "module": "m", "arguments": {}}, "scope": "before"}],
          "runtime": {"hypothesis": {"strategy": "default"}, "rollbacks": {"strategy": "always"}},
          "steady-state-hypothesis": {"title": "h", "controls": [{"ref": "audit"}], "probes": [
            {"type": "probe", "name": "p1", "provider": {"type": "fake", "output": 200}, "tolerance": [200, 503]},
            {"type": "probe", "name": "p2", "provider": {"type": "fake", "output": {"status": 1}}, "tolerance": {"type": "range", "range": [0, 3], "target": "status"}},
            {"type": "probe", "name": "p3", "provider": {"type": "fake", "output": "up"}, "tolerance": {"type": "regex", "pattern": "^u${x}"}},
            {"type": "probe", "name": "p4", "provider": {"type": "fake", "output": "{}"}, "tolerance": {"type": "jsonpath", "path": "$..a", "expect": []}},
            {"type": "probe", "name": "p5", "provider": {"type": "fake", "output": true}, "tolerance": {"type": "probe", "name": "j",
              "provider": {"type": "fake", "does": "echo", "arguments": {"value": 1}}}},
            {"ref": "look", "tolerance": "${everything}"}]},
          "method": [
            {"type": "action", "name": "act", "provider": {"type": "fake", "arguments": {"a": "$everything", "b": ["${limit}"]}, "takes": 1},
             "pauses": {"before": 1, "after": "${limit}"}, "timeout": 5, "background": false, "controls": [{"ref": "audit"}]},
            {"type": "probe", "name": "look", "provider": {"type": "fake", "output": "all"}},
            {"ref": "act"}],
          "rollbacks": [{"type": "action", "name": "undo", "provider": {"type": "fake"}}, {"ref": "look"}]
        }
        """
    );

    private static readonly DataNode Small = JsonText.Parse(
        """
        {"title": "t", "description": "d",
         "steady-state-hypothesis": {"title": "h", "probes": [{"type": "probe", "name": "p", "provider": {"type": "fake", "output": 5}, "tolerance": 5}]},
         "method": [{"type": "action", "name": "a", "provider": {"type": "fake"}}], "secrets": {"g": {"s": "secret"}},
         "rollbacks": [{"ref": "a"}]}
        """
    );

    [Fact]
    public void The_documents_are_valid_to_begin_with()
    {
        Reading.Shown(Reading.Of(Full)).ShouldBe("");
        Reading.Shown(Reading.Of(Small)).ShouldBe("");
    }

    [Fact(Timeout = 3_600_000)]
    public Task A_damaged_document_is_diagnosed_or_run_but_never_an_exception()
    {
        using var folder = new TemporaryFolder();
        var (valid, invalid) = (0, 0);
        foreach (var seed in Seeds.Of("FAULTLINE_FUZZ", Documents))
        {
            var document = Damaged(seed);
            try
            {
                var experiment = Read(document);
                _ = experiment is null ? invalid++ : valid++;
                if (experiment is not null && seed % 3 == 0)
                {
                    Run(experiment, folder.Path);
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"FAULTLINE_SEED={seed} tries it alone: {e.Message}\n{document}", e);
            }
        }

        if (!Seeds.IsOne)
        {
            // Both ways are gone often enough to prove something.
            Math.Min(valid, invalid).ShouldBeGreaterThan((valid + invalid) / 10);
        }

        return Task.CompletedTask;
    }

    private static DataNode Damaged(int seed)
    {
        var random = new Random(seed);
        var mutation = new DocumentMutation(random);
        var document = seed % 2 == 0 ? Full : Small;
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            document = mutation.Apply(document);
        }

        return document;
    }

    // Null where the diagnostics say that there is none.
    private static Experiment? Read(DataNode document)
    {
        var reading = ExperimentReader.Read(document, "fuzz.json");
        reading.Diagnostics.ShouldAllBe(d => d.Message.Length > 0 && d.Path!.StartsWith('$'));
        if (reading.Experiment is not { } experiment)
        {
            reading.Diagnostics.ShouldContain(d => d.Severity == DiagnosticSeverity.Fatal);
            return null;
        }

        Planner.Plan(experiment);
        new ControlChecker([]).CheckAsync(experiment.Document, "fuzz.json", CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        var environment = new ProcessEnvironment(new Dictionary<string, string> { ["PORT"] = "x", ["FLAGS"] = "{" });
        ConfigurationResolver.Resolve(experiment, Overrides.None.WithVariables([("limit", DataNull.Instance)]), environment);
        new ActivityChecker([]).CheckAsync(experiment, isForRun: true, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        return experiment;
    }

    // Also what is only refused before a run must not break one: --no-validation runs it.
    private static void Run(Experiment experiment, string folder)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "run"));
        var run = SimulatedRun.Of(experiment, new Circumstances { Stops = [(1e6, Engine.Model.Events.StopCause.Interrupt)] }, own.FullName);
        RunInvariants.Check(run);
        RunInvariants.CheckReplay(run);
        own.Delete(recursive: true);
    }
}
