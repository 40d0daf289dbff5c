using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>Why a run that went well only explored.</summary>
internal static class NotHeld
{
    /// <summary>The reason in a sentence; null where the experiment states nothing that could have held.</summary>
    /// <param name="start">How the run was begun.</param>
    /// <param name="leftOut">The first activity that a control had left out.</param>
    public static string? Why(RunStarted? start, ActivityLeftOut? leftOut) =>
        start switch
        {
            { Dry: not (DryMode.None or DryMode.Pause) } =>
                $"This was a dry run ({start.Dry.Name()} left out): nothing is said about the system.",
            _ when leftOut is not null =>
                $"The control '{leftOut.Control}' had the activity '{leftOut.Activity}' left out: nothing is said about the system.",
            { HasHypothesis: true } =>
                $"The hypothesis was not checked after the method (strategy {start.HypothesisStrategy.Name()}), so nothing is said about it.",
            _ => null,
        };
}
