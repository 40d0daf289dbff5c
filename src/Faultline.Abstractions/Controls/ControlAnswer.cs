using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Controls;

/// <summary>What a control answers: what it changed, and whether the run may go on. What is null it left as it was.</summary>
public sealed record ControlAnswer
{
    /// <summary>The control changed nothing, and nothing is wrong.</summary>
    public static ControlAnswer Unchanged { get; } = new();

    /// <summary>The changed context: an activity is then called as it stands here, a document is replaced.</summary>
    public DataNode? Context { get; init; }

    /// <summary>The changed state: the record, the result or the journal as it is to be written down.</summary>
    public DataNode? State { get; init; }

    /// <summary>The changed experiment. Activities that were added to the list that is being played, behind the current one, are played.</summary>
    public DataObject? Experiment { get; init; }

    /// <summary>The changed configuration; later activities see it.</summary>
    public DataObject? Configuration { get; init; }

    /// <summary>The changed secrets; later activities see them, and their values are hidden from then on.</summary>
    public DataObject? Secrets { get; init; }

    /// <summary>Why the run must not go on; null where it may.</summary>
    public string? Interrupt { get; init; }

    /// <summary>The code with which the control asks the run to exit; null where it does not ask.</summary>
    public int? Exit { get; init; }

    /// <summary>Whether the activity that is due must not be called. It is recorded as in a dry run.</summary>
    public bool LeaveOut { get; init; }

    /// <summary>What went wrong in the control itself; the run goes on.</summary>
    public string? Problem { get; init; }

    /// <summary>An answer that says only what went wrong.</summary>
    public static ControlAnswer Failed(string problem) => new() { Problem = problem };

    /// <summary>An answer that another program gave, with the members of this record in small letters.</summary>
    public static ControlAnswer Read(DataObject answer) =>
        new()
        {
            Context = answer["context"],
            State = answer["state"],
            Experiment = answer["experiment"] as DataObject,
            Configuration = answer["configuration"] as DataObject,
            Secrets = answer["secrets"] as DataObject,
            Interrupt = answer.Text("interrupt"),
            Exit =
                answer["exit"] is DataNumber number && int.TryParse(number.Text, CultureInfo.InvariantCulture, out var code) ? code : null,
            LeaveOut = answer["leave-out"] is DataBoolean { Value: true },
            Problem = answer.Text("problem"),
        };
}
