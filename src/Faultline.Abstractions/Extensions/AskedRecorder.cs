using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Extensions;

/// <summary>Has the host write a change down, and waits until it has.</summary>
internal sealed class AskedRecorder(long id, ExtensionAnswers answers, CancellationToken stop) : IChangeRecorder
{
    public void Record(ChangeRecord change)
    {
        var question = DataObject.Of(("id", id), ("do", "record"), ("change", ExtensionMessages.Write(change)));
        var answer = answers.AskAsync(question, stop).GetAwaiter().GetResult();
        switch (answer.Text("do"))
        {
            case "recorded":
                return;
            case "refused" when answer["given-up"] is DataBoolean { Value: true }:
                throw new OperationCanceledException(answer.Text("message"));
            default:
                throw new IOException(answer.Text("message") ?? "The change could not be written down.");
        }
    }
}
