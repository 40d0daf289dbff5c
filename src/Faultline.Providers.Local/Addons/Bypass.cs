using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Addons;

/// <summary><c>chaosaddons.controls.bypass</c>: has activities left out, by their type or by their names.</summary>
internal sealed class Bypass : IControl
{
    public Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop) =>
        Task.FromResult(
            call is { Hook: ControlHook.BeforeActivity, Context: DataObject activity } && Fits(activity, call.Arguments)
                ? new ControlAnswer { LeaveOut = true }
                : ControlAnswer.Unchanged
        );

    public static IEnumerable<CallProblem> Check(ControlDeclaration declaration)
    {
        var arguments = declaration.Arguments;
        if (arguments["target_type"] is null && arguments["target_names"] is null)
        {
            yield return AddonControls.Problem(declaration, null, "without 'target_type' and 'target_names' it leaves nothing out");
        }
    }

    private static bool Fits(DataObject activity, DataObject arguments) =>
        (arguments.Text("target_type") is { } type && activity.Text("type") == type)
        || (arguments["target_names"] is DataArray names && names.Items.OfType<DataString>().Any(n => n.Value == activity.Text("name")));
}
