using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Extensions;

/// <summary>Has the host do for a control what a run may do for one.</summary>
internal sealed class AskedRun(string control, ExtensionAnswers answers) : IControlRun
{
    public async Task<ControlCheck> CheckAsync(DataObject probe, CancellationToken stop)
    {
        var answer = await answers.AskAsync(DataObject.Of(("control", control), ("do", "check"), ("probe", probe)), stop);
        return new ControlCheck((answer["met"] as DataBoolean)?.Value, answer.Text("explanation"));
    }

    public void Halt(string message, string reason) =>
        answers.Send(DataObject.Of(("control", control), ("do", "halt"), ("message", message), ("reason", reason)));

    public void Warn(string message) => answers.Send(DataObject.Of(("control", control), ("do", "warn"), ("message", message)));
}
