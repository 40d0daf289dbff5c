using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.TestHost;

/// <summary>Undoes a change that is no fault, and needs a secret for it.</summary>
public sealed class NoteReversal : IReversal
{
    /// <inheritdoc/>
    public string Name => "test.note";

    /// <inheritdoc/>
    public async Task<RevertResult> RevertAsync(UndoRecord record, DataObject secrets, CancellationToken stop)
    {
        if (secrets.Text("word") != "open sesame")
        {
            return new RevertResult(RevertState.Failed, "the word is not known");
        }

        await File.WriteAllTextAsync(record.Before.Text("path")!, "undone", stop);
        return new RevertResult(RevertState.Reverted, "noted");
    }
}
