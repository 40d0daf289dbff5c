using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Documents;

/// <summary>A tolerance as it is written to a <see cref="Tolerance"/>, with the reference's messages (specification §§3, 6).</summary>
internal sealed class ToleranceReader(Diagnostics problems, StepReader steps)
{
    private const string Unsupported =
        "hypothesis probe tolerance must either be an integer, a string, a boolean or a pair of values for boundaries. "
        + "It can also be a dictionary which is a probe activity definition that takes an argument called `value` with the value of the "
        + "probe itself to be validated";

    /// <summary>The tolerance, or null where the problems say why it is none.</summary>
    public Tolerance? Read(DataNode node, string path)
    {
        switch (node)
        {
            case DataBoolean or DataNumber { IsInteger: true } or DataString:
                return new Tolerance.EqualTo(node);
            case DataArray list:
                return new Tolerance.OneOf(list.Items);
            case DataObject mapping:
                return ReadObject(mapping, path);
            default:
                problems.Error(Unsupported, node, path);
                return null;
        }
    }

    private Tolerance? ReadObject(DataObject mapping, string path)
    {
        var type = mapping["type"] is { } node ? PythonText.Str(node) : "None";
        switch (type)
        {
            case "probe":
                var probe = steps.ReadLoneActivity(mapping, path, "a probe that judges another");
                return probe is null ? null : new Tolerance.AcceptedBy(probe);
            case "regex":
                return ReadRegex(mapping, path);
            case "jsonpath":
                return ReadJsonPath(mapping, path);
            case "range":
                return ReadRange(mapping, path);
            default:
                problems.Error(
                    $"hypothesis probe tolerance type '{type}' is unsupported",
                    mapping["type"] ?? mapping,
                    path + ".type",
                    Abstractions.Suggestion.Sentence(type, ["probe", "regex", "jsonpath", "range"])
                        ?? "Use 'regex', 'jsonpath', 'range' or 'probe'."
                );
                return null;
        }
    }

    private Tolerance.Matches? ReadRegex(DataObject mapping, string path)
    {
        problems.UnknownKeys(mapping, path, ["type", "pattern", "target", "name"], "a regex tolerance");
        if (!mapping.TryGet("pattern", out var pattern))
        {
            problems.Error("hypothesis regex probe tolerance must have a `pattern` key", mapping, path + ".pattern");
            return null;
        }

        if (pattern is not DataString text)
        {
            problems.Error($"hypothesis probe tolerance pattern {PythonText.Str(pattern)} has an invalid type", pattern, path + ".pattern");
            return null;
        }

        if (!PythonPattern.TryCreate(text.Value, out _, out var reason))
        {
            problems.Error($"hypothesis probe tolerance pattern {text.Value} seems invalid: {reason}", pattern, path + ".pattern");
            return null;
        }

        return new Tolerance.Matches(Target(mapping), text.Value);
    }

    private Tolerance.JsonPathFinds? ReadJsonPath(DataObject mapping, string path)
    {
        problems.UnknownKeys(mapping, path, ["type", "path", "target", "expect", "count", "name"], "a jsonpath tolerance");
        if (!mapping.TryGet("path", out var node))
        {
            problems.Error("hypothesis jsonpath probe tolerance must have a `path` key", mapping, path + ".path");
            return null;
        }

        if (node is not DataString text)
        {
            problems.Error($"hypothesis probe tolerance JSON path must be a string, and is {node.Kind}", node, path + ".path");
            return null;
        }

        if (string.IsNullOrWhiteSpace(text.Value))
        {
            problems.Error("hypothesis probe tolerance JSON path cannot be empty", node, path + ".path");
            return null;
        }

        if (!JsonPath.TryParse(text.Value, out _, out var error))
        {
            problems.Error(
                $"hypothesis probe tolerance JSON path {text.Value} is invalid",
                node,
                path + ".path",
                $"At column {error.Column}: {error.Message}{(error.Remedy is null ? "" : "; " + error.Remedy)}."
            );
            return null;
        }

        return new Tolerance.JsonPathFinds(
            Target(mapping),
            text.Value,
            mapping["expect"],
            mapping["count"] is DataNull ? null : mapping["count"]
        );
    }

    private Tolerance.Between? ReadRange(DataObject mapping, string path)
    {
        problems.UnknownKeys(mapping, path, ["type", "range", "target", "name"], "a range tolerance");
        if (!mapping.TryGet("range", out var node))
        {
            problems.Error("hypothesis range probe tolerance must have a `range` key", mapping, path + ".range");
            return null;
        }

        if (node is not DataArray range)
        {
            problems.Error("hypothesis range must be a sequence", node, path + ".range", "Write \"range\": [LOW, HIGH].");
            return null;
        }

        if (range.Items.Length != 2)
        {
            problems.Error("hypothesis range sequence must be made of two values", node, path + ".range");
            return null;
        }

        var fine = true;
        foreach (var (bound, name) in range.Items.Zip(["lower", "upper"]))
        {
            if (bound is not (DataNumber or DataBoolean))
            {
                problems.Error($"hypothesis range {name} boundary must be a number", bound, path + ".range");
                fine = false;
            }
        }

        return fine ? new Tolerance.Between(Target(mapping), range.Items[0], range.Items[1]) : null;
    }

    private static string? Target(DataObject mapping) => mapping["target"] is { } target and not DataNull ? PythonText.Str(target) : null;
}
