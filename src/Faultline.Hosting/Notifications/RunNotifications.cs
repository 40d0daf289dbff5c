using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Hosting.Notifications;

/// <summary>Tells of a run: that it began, how it ended, and that it deviated.</summary>
/// <param name="notifier">Who tells.</param>
/// <param name="journal">The journal, which must hear of every event before this does.</param>
public sealed class RunNotifications(Notifier notifier, JournalProjection journal) : IRunObserver
{
    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        if (!notifier.IsNeeded)
        {
            return;
        }

        switch (happened)
        {
            case RunStarted start:
                notifier.Tell("run-started", "run", start.Document.Without("dry"));
                break;
            case RunEnded ended:
                var read = journal.Read();
                notifier.Tell(read.Text("status") == "completed" ? "run-completed" : "run-failed", "run", read);
                if (read["deviated"] is DataBoolean { Value: true })
                {
                    notifier.Tell("run-deviated", "run", read);
                }

                break;
            default:
                break;
        }
    }
}
