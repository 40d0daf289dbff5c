using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Controls;

/// <summary>One call of a control: which moment it is, and what there is to see. Everything in it is data, and can be sent elsewhere.</summary>
public sealed record ControlCall
{
    /// <summary>The control that is called.</summary>
    public required ControlDeclaration Control { get; init; }

    /// <summary>The moment.</summary>
    public required ControlHook Hook { get; init; }

    /// <summary>The control's arguments: variables replaced, except when it is configured.</summary>
    public required DataObject Arguments { get; init; }

    /// <summary>What the hook is about: the activity, the hypothesis, the experiment, or, around loading, the source's name.</summary>
    public DataNode Context { get; init; } = DataNull.Instance;

    /// <summary>
    /// After the fact, what came of it: the activity's record, the result of the hypothesis, the list of records, the journal, the
    /// document that was loaded; null where nothing did. Values of secrets are hidden in it.
    /// </summary>
    public DataNode State { get; init; } = DataNull.Instance;

    /// <summary>The experiment as it is by now; null around loading.</summary>
    public DataNode Experiment { get; init; } = DataNull.Instance;

    /// <summary>The configuration as it is by now.</summary>
    public DataObject Configuration { get; init; } = DataObject.Empty;

    /// <summary>All secrets, by group and name.</summary>
    public DataObject Secrets { get; init; } = DataObject.Empty;

    /// <summary>The settings; null where there are none.</summary>
    public DataNode Settings { get; init; } = DataNull.Instance;

    /// <summary>The experiment's <c>extensions</c>; null where it has none.</summary>
    public DataNode Extensions => (Experiment as DataObject)?["extensions"] ?? DataNull.Instance;

    /// <summary>For an activity, where its step stands in the experiment by now, such as <c>$.method[0]</c>; a step may be a reference to it.</summary>
    public string? Path { get; init; }

    /// <summary>Where what the control's program prints is kept; null where it isn't.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The call as one object, for a control that is another program. It holds secrets.</summary>
    public DataObject ToData() =>
        DataObject.Of(
            ("hook", Hook.Name()),
            ("control", Control.Name),
            ("arguments", Arguments),
            ("context", Context),
            ("state", State),
            ("path", Path is null ? DataNull.Instance : Path),
            ("experiment", Experiment),
            ("configuration", Configuration),
            ("secrets", Secrets),
            ("extensions", Extensions),
            ("settings", Settings)
        );
}
