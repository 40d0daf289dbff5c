using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering;

/// <summary>What controls did, as lines of the log.</summary>
internal static class ControlText
{
    public static string Of(ControlFailed failed) =>
        failed.Hook is null
            ? $"Control '{failed.Control}': {failed.Message}"
            : $"Control '{failed.Control}' failed at {failed.Hook}: {failed.Message}";

    public static string Of(ControlChanged changed)
    {
        var what = changed.Target.ToString().ToLowerInvariant();
        return changed.Value is DataObject members && changed.Target != ControlTarget.Experiment
            ? $"Control '{changed.Control}' changed the {what} at {changed.Hook}: {string.Join(", ", members.Members.Select(m => m.Key))}"
            : $"Control '{changed.Control}' changed the {what} at {changed.Hook}";
    }

    public static string Of(ActivityLeftOut leftOut) => $"Control '{leftOut.Control}' had the activity '{leftOut.Activity}' left out";

    public static string Of(SafeguardChecked check) =>
        check.Met switch
        {
            true => $"Safeguard '{check.Probe}' is in its tolerance",
            false => $"Safeguard '{check.Probe}' is not in its tolerance: {check.Explanation}",
            null => $"Safeguard '{check.Probe}' could not be checked: {check.Explanation}",
        };
}
