using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>What controls mean for the verdict. They may make it worse, never better.</summary>
internal sealed class ControlTally
{
    /// <summary>Whether they put the result in doubt.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Whether one of them says that the hypothesis did not hold.</summary>
    public bool Deviated { get; private set; }

    /// <summary>The first activity that was left out, other than a rollback.</summary>
    public ActivityLeftOut? LeftOut { get; private set; }

    /// <summary>Takes an event in, and answers with the reasons that it gives.</summary>
    /// <param name="happened">The event; those that are about something else give none.</param>
    /// <param name="isKnownToDeviate">Whether the hypothesis is known not to have held already.</param>
    public ImmutableArray<Reason> See(RunEvent happened, bool isKnownToDeviate)
    {
        switch (happened)
        {
            case ActivityLeftOut { Place: Place.Rollbacks } e:
                return [new Reason("rollback-failed", $"The control '{e.Control}' had the rollback '{e.Activity}' left out.", e.Activity)];
            case ActivityLeftOut e:
                LeftOut ??= e;
                return [];
            case ControlFailed { Counts: true } e:
                IsInDoubt = true;
                return [new Reason("control", $"The control '{e.Control}' did not clean up after itself: {e.Message}")];
            case ControlChanged { Target: ControlTarget.Journal, Value: DataObject journal } e:
                return See(e.Control, journal, isKnownToDeviate);
            default:
                return [];
        }
    }

    private ImmutableArray<Reason> See(string control, DataObject journal, bool isKnownToDeviate)
    {
        var reasons = ImmutableArray.CreateBuilder<Reason>();
        if (journal["deviated"] is DataBoolean { Value: true } && !isKnownToDeviate)
        {
            Deviated = true;
            reasons.Add(new Reason("deviation", $"The control '{control}' found that the hypothesis did not hold."));
        }

        if (journal.Text("status") is { } status and not "completed")
        {
            IsInDoubt = true;
            reasons.Add(new Reason("control", $"The control '{control}' set the status of the run to '{status}'."));
        }

        return reasons.DrainToImmutable();
    }
}
