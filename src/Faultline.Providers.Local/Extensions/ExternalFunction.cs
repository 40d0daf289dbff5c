using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Local.Extensions;

/// <summary>A function of a program.</summary>
internal sealed class ExternalFunction(ExternalExtension extension, FunctionSignature signature) : IFunction
{
    public FunctionSignature Signature => signature;

    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        var request = DataObject.Of(
            ("do", "call"),
            ("function", signature.FullName),
            ("arguments", call.Arguments),
            ("configuration", call.Configuration),
            ("secrets", call.Secrets),
            ("activity", call.ActivityName),
            ("has-tolerance", call.HasTolerance)
        );
        var answer = await extension.AskAsync(request, stop, call.Changes);
        return answer.Text("is") == "gone" ? new ActivityOutcome.Crashed(answer.Text("message")!) : ExtensionMessages.ReadOutcome(answer);
    }
}
