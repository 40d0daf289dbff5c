using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Documents;

/// <summary>What is wrong with the controls of a document, at every level (reference specification §§1.5, 3).</summary>
internal sealed class ControlReader(Diagnostics problems)
{
    private static readonly string[] Keys = ["name", "provider", "scope", "automatic", "ref"];

    public void Check(DataObject document)
    {
        var declared = Names(document["controls"]);
        CheckList(document["controls"], "$.controls", declared);
        if (document["steady-state-hypothesis"] is DataObject hypothesis)
        {
            CheckList(hypothesis["controls"], "$.steady-state-hypothesis.controls", declared);
            CheckSteps(hypothesis["probes"], "$.steady-state-hypothesis.probes", declared);
        }

        CheckSteps(document["method"], "$.method", declared);
        CheckSteps(document["rollbacks"], "$.rollbacks", declared);
    }

    private static HashSet<string> Names(DataNode? controls) =>
        [.. ((controls as DataArray)?.Items ?? []).OfType<DataObject>().Select(control => control.Text("name")).OfType<string>()];

    private void CheckSteps(DataNode? steps, string path, HashSet<string> declared)
    {
        foreach (var (step, i) in ((steps as DataArray)?.Items ?? []).Select((item, i) => (item, i)))
        {
            CheckList((step as DataObject)?["controls"], $"{path}[{i}].controls", declared);
        }
    }

    private void CheckList(DataNode? controls, string path, HashSet<string> declared)
    {
        switch (controls)
        {
            case null:
                break;
            case DataArray list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    CheckControl(list.Items[i], $"{path}[{i}]", declared);
                }

                break;
            default:
                problems.Fatal($"controls must be a list, and are {controls.Kind}", controls, path);
                break;
        }
    }

    private void CheckControl(DataNode node, string path, HashSet<string> declared)
    {
        if (node is not DataObject control)
        {
            problems.Fatal($"a control is an object, and this is {node.Kind}", node, path);
            return;
        }

        problems.UnknownKeys(control, path, Keys, "a control");
        if (control.Text("ref") is { } target)
        {
            if (!declared.Contains(target))
            {
                // The braces are the reference's own slip; the remedy carries the name that its message lacks.
                problems.Error(
                    "Control reference '{}' declaration cannot be found",
                    control["ref"],
                    path + ".ref",
                    $"No control of the experiment is called '{target}'. {Abstractions.Suggestion.Sentence(target, declared)}".TrimEnd()
                );
            }

            return;
        }

        if (CallChecks.IsFalsy(control["name"]))
        {
            problems.Error("A control must have a `name` property", control, path + ".name");
            return;
        }

        var name = PythonText.Str(control["name"]!);
        if (control["scope"] is { } scope && scope is not DataString { Value: "before" or "after" })
        {
            problems.Error($"Control '{name}' scope property must be 'before' or 'after' only", scope, path + ".scope");
        }

        if (control["provider"] is not DataObject provider)
        {
            problems.Error($"Control '{name}' must have a `provider` property", control["provider"] ?? control, path + ".provider");
        }
        else if (provider.Text("type") == "python" && CallChecks.IsFalsy(provider["module"]))
        {
            problems.Error($"Control '{name}' must have a module path", provider["module"] ?? provider, path + ".provider.module");
        }
    }
}
