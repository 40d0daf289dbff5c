namespace Faultline.Abstractions.Controls;

/// <summary>Something that is called before and after the parts of a run, and may look, change and interrupt.</summary>
public interface IControl
{
    /// <summary>Calls the control. What it throws counts as <see cref="ControlAnswer.Problem"/>.</summary>
    /// <param name="call">The moment and what there is to see.</param>
    /// <param name="run">What the control may have done for it.</param>
    /// <param name="stop">Asks it to end now.</param>
    Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop);
}
