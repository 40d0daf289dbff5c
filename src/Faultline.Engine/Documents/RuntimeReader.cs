using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>The <c>runtime</c> block: the strategies that a document asks for.</summary>
internal sealed class RuntimeReader(Diagnostics problems)
{
    public (HypothesisStrategy? Hypothesis, RollbackStrategy? Rollbacks) Read(DataNode? node)
    {
        if (node is null)
        {
            return (null, null);
        }

        if (node is not DataObject runtime)
        {
            problems.Fatal($"'runtime' must be an object, and is {node.Kind}", node, "$.runtime");
            return (null, null);
        }

        problems.UnknownKeys(runtime, "$.runtime", ["hypothesis", "rollbacks"], "runtime");
        return (Strategy(runtime, "hypothesis", StrategyNames.Hypothesis), Strategy(runtime, "rollbacks", StrategyNames.Rollbacks));
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
