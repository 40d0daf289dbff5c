using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Addons;

/// <summary>
/// <c>chaosaddons.controls.repeat</c>: after an activity, puts a copy of it behind the step that played it, until it was played as
/// often as asked. A copy says under <c>iteration_index</c> which it is.
/// </summary>
internal sealed class Repeat : IControl
{
    private const string Index = "iteration_index";

    public Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop) =>
        Task.FromResult(
            call is { Hook: ControlHook.AfterActivity, Context: DataObject activity, Experiment: DataObject experiment, Path: { } path }
            && IsDue(call, activity)
            && With(experiment, path, activity) is { } grown
                ? new ControlAnswer { Experiment = grown }
                : ControlAnswer.Unchanged
        );

    public static IEnumerable<CallProblem> Check(ControlDeclaration declaration)
    {
        if (declaration.Arguments["repeat_count"] is var count and not DataString && Number(count) is not > 1)
        {
            yield return AddonControls.Problem(declaration, count, "'repeat_count' is how often the activity is played in all, from 2 on");
        }
    }

    private static bool IsDue(ControlCall call, DataObject activity)
    {
        // Nothing is repeated that was not played at all.
        var isPlayed = call.State is DataObject record && record.Has("status");
        var hasFailed = (call.State as DataObject)?.Text("status") == "failed";
        var breaks = !CallChecks.IsFalsy(call.Arguments["break_if_previous_iteration_failed"]);
        return isPlayed && !(hasFailed && breaks) && Number(activity[Index]) + 1 < Number(call.Arguments["repeat_count"]);
    }

    // Null where the copy stands there already, as at the second evaluation of a hypothesis.
    private static DataObject? With(DataObject experiment, string path, DataObject activity)
    {
        var inHypothesis = path.StartsWith("$.steady-state-hypothesis.", StringComparison.Ordinal);
        var parent = inHypothesis ? experiment["steady-state-hypothesis"] as DataObject : experiment;
        var key = path[(path.LastIndexOf('.') + 1)..path.LastIndexOf('[')];
        if (parent?[key] is not DataArray list)
        {
            return null;
        }

        var at = int.Parse(path[(path.LastIndexOf('[') + 1)..^1], CultureInfo.InvariantCulture);
        var index = Number(activity[Index]) + 1;
        var copy = activity.With(Index, (long)index);
        if (list.Items.ElementAtOrDefault(at) is not DataObject step || IsCopy(list.Items.ElementAtOrDefault(at + 1), copy))
        {
            return null;
        }

        // Behind a reference stands a copy of what it refers to; how a result is judged is the reference's own.
        copy = step.Has("ref") && step.TryGet("tolerance", out var tolerance) ? copy.With("tolerance", tolerance) : copy;
        var grown = new DataArray(list.Items.Insert(at + 1, copy), list.Position);
        return inHypothesis ? experiment.With("steady-state-hypothesis", parent.With(key, grown)) : experiment.With(key, grown);
    }

    private static bool IsCopy(DataNode? next, DataObject copy) =>
        next is DataObject other && other.Text("name") == copy.Text("name") && Number(other[Index]) == Number(copy[Index]);

    private static double Number(DataNode? node) => node is DataNumber number ? number.ToDouble() : 0;
}
