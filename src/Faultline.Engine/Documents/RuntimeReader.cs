using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>What a document asks of its run.</summary>
/// <param name="Hypothesis">The hypothesis strategy, if it asks for one.</param>
/// <param name="Rollbacks">The rollback strategy, if it asks for one.</param>
/// <param name="Timeout">How long the run may take, if it is limited.</param>
/// <param name="StopCondition">What halts the run, if anything does.</param>
internal sealed record RuntimeBlock(
    HypothesisStrategy? Hypothesis = null,
    RollbackStrategy? Rollbacks = null,
    TimeSpan? Timeout = null,
    StopCondition? StopCondition = null
);

/// <summary>The <c>runtime</c> block. Its keys <c>timeout</c> and <c>stop-when</c> are ours.</summary>
internal sealed class RuntimeReader(Diagnostics problems, StepReader steps)
{
    private const string StopWhen = "stop-when";
    private static readonly TimeSpan DefaultFrequency = TimeSpan.FromSeconds(5);

    public RuntimeBlock Read(DataNode? node)
    {
        if (node is null)
        {
            return new RuntimeBlock();
        }

        if (node is not DataObject runtime)
        {
            problems.Fatal($"'runtime' must be an object, and is {node.Kind}", node, "$.runtime");
            return new RuntimeBlock();
        }

        problems.UnknownKeys(runtime, "$.runtime", ["hypothesis", "rollbacks", "timeout", StopWhen], "runtime");
        return new RuntimeBlock(
            Strategy(runtime, "hypothesis", StrategyNames.Hypothesis),
            Strategy(runtime, "rollbacks", StrategyNames.Rollbacks),
            runtime.Has("timeout") ? SecondsReader.Read(runtime, "timeout", "$.runtime", TimeSpan.Zero, allowsZero: false, problems) : null,
            Condition(runtime[StopWhen], "$.runtime." + StopWhen)
        );
    }

    private StopCondition? Condition(DataNode? node, string path)
    {
        switch (node)
        {
            case null:
                return null;
            case DataArray list:
                return Condition(list, path, DefaultFrequency);
            case DataObject block when block["probes"] is DataArray list:
                problems.UnknownKeys(block, path, ["frequency", "probes"], StopWhen);
                var frequency = SecondsReader.Read(block, "frequency", path, DefaultFrequency, allowsZero: false, problems);
                return Condition(list, path + ".probes", frequency);
            default:
                problems.Error(
                    $"'{StopWhen}' is a list of probes, or an object with 'probes' and a 'frequency' in seconds",
                    node,
                    path,
                    "Each probe has a tolerance; the run is halted by the first that is not within it."
                );
                return null;
        }
    }

    private StopCondition? Condition(DataArray list, string path, TimeSpan frequency)
    {
        if (list.Items.Length == 0)
        {
            problems.Error($"'{StopWhen}' has no probes, so nothing would be watched", list, path, "Name one, or leave the key out.");
            return null;
        }

        var probes = new HypothesisReader(problems, steps).Probes(list, path);
        return new StopCondition(probes, frequency);
    }

    private T? Strategy<T>(DataObject runtime, string key, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        var path = $"$.runtime.{key}";
        switch (runtime[key])
        {
            case null:
                return null;
            case DataObject block:
                problems.UnknownKeys(block, path, ["strategy"], $"runtime.{key}");
                if (block["strategy"] is not { } strategy)
                {
                    return null;
                }

                var name = PythonText.Str(strategy);
                if (names.TryGetValue(name, out var value))
                {
                    return value;
                }

                problems.Fatal(
                    $"unknown {key} strategy '{name}'",
                    strategy,
                    path + ".strategy",
                    Abstractions.Suggestion.Sentence(name, names.Keys) ?? $"Use one of: {string.Join(", ", names.Keys)}."
                );
                return null;
            case var other:
                problems.Fatal($"'runtime.{key}' must be an object with a 'strategy', and is {other.Kind}", other, path);
                return null;
        }
    }
}
