using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Extensions;

namespace Faultline.Providers.Local.Extensions;

/// <summary>A control of a program.</summary>
internal sealed class ExternalControl(ExternalExtension extension, ControlDeclaration declaration) : IControl
{
    public async Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop)
    {
        extension.Serve(declaration.Name, run);
        var request = call.ToData().With("do", "control").With("declaration", ExtensionMessages.Write(declaration));
        var answer = await extension.AskAsync(request, stop);
        return answer.Text("is") switch
        {
            "answered" => ControlAnswer.Read(answer),
            "stopped" => ControlAnswer.Failed("it was stopped"),
            var other => ControlAnswer.Failed(answer.Text("message") ?? $"it answered '{other}'"),
        };
    }
}
