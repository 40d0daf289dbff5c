using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Documents;

/// <summary>
/// The key <c>output</c> of an activity: names under which later steps use what it answered. A text names the whole answer, an object
/// gives each name the JSON path of a part. It is ours (reference specification §23, 2).
/// </summary>
internal sealed class OutputReader(Diagnostics problems)
{
    public ImmutableArray<OutputName> Read(DataNode? node, string path)
    {
        switch (node)
        {
            case null:
                return [];
            case DataString name:
                return Name(name.Value, name, path) ? [new OutputName(name.Value, null, null, null, name)] : [];
            case DataObject names:
                return [.. names.Members.Select(member => Part(member, $"{path}.{member.Key}")).OfType<OutputName>()];
            default:
                problems.Error(
                    $"'output' is a name, or an object of names and JSON paths, and this is {node.Kind}",
                    node,
                    path,
                    "For instance: \"output\": {\"pod\": \"$.items[0].metadata.name\"}."
                );
                return [];
        }
    }

    private OutputName? Part(DataMember member, string path)
    {
        switch (member.Value)
        {
            case DataString text:
                return Part(member, null, text, null, path);
            case DataObject block:
                problems.UnknownKeys(block, path, ["target", "path", "default"], "an output");
                return Part(member, block["target"], block["path"], block["default"], path);
            default:
                return Part(member, null, member.Value, null, path);
        }
    }

    private OutputName? Part(DataMember member, DataNode? target, DataNode? jsonPath, DataNode? fallback, string path)
    {
        if (target is not (null or DataString) || jsonPath is not (null or DataString) || (target is null && jsonPath is null))
        {
            problems.Error(
                $"the output '{member.Key}' needs the JSON path of what it names, or the target that it is",
                member.Value,
                path,
                "Write \"$.status\", or {\"target\": \"stdout\", \"path\": \"$.items[0]\", \"default\": null}."
            );
            return null;
        }

        if (jsonPath is DataString text && !JsonPath.TryParse(text.Value, out _, out var error))
        {
            problems.Error($"the JSON path {text.Value} is invalid at column {error.Column}: {error.Message}", text, path);
            return null;
        }

        return Name(member.Key, member.Value, path)
            ? new OutputName(member.Key, (target as DataString)?.Value, (jsonPath as DataString)?.Value, fallback, member.Value)
            : null;
    }

    private bool Name(string name, DataNode where, string path)
    {
        if (VariableName.Is(name))
        {
            return true;
        }

        problems.Error(
            $"'{name}' can't be used as ${{name}}",
            where,
            path,
            "A name has letters, digits and underscores, and begins with no digit."
        );
        return false;
    }
}
