namespace Faultline.Engine.Model;

/// <summary>When the hypothesis is evaluated (reference specification §9.2).</summary>
public enum HypothesisStrategy
{
    /// <summary>Before the method, as a gate, and after it.</summary>
    Default,

    /// <summary>Before the method only.</summary>
    BeforeMethodOnly,

    /// <summary>After the method only.</summary>
    AfterMethodOnly,

    /// <summary>While the method runs only.</summary>
    DuringMethodOnly,

    /// <summary>Before, during and after the method.</summary>
    Continuously,

    /// <summary>Never.</summary>
    Skip,
}

/// <summary>When the document's rollbacks are played (reference specification §10).</summary>
public enum RollbackStrategy
{
    /// <summary>Unless the run failed or was interrupted.</summary>
    Default,

    /// <summary>Whatever happened.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,

    /// <summary>Only when the hypothesis deviated.</summary>
    Deviated,
}

/// <summary>What a dry run leaves out (reference specification §11).</summary>
public enum DryMode
{
    /// <summary>Nothing: the run is real.</summary>
    None,

    /// <summary>Probes.</summary>
    Probes,

    /// <summary>Actions.</summary>
    Actions,

    /// <summary>All activities.</summary>
    Activities,

    /// <summary>Pauses only; every activity is called.</summary>
    Pause,
}

/// <summary>The strategies' names in documents, on the command line and in the log.</summary>
public static class StrategyNames
{
    /// <summary>Every hypothesis strategy by the name that documents and options use.</summary>
    public static IReadOnlyDictionary<string, HypothesisStrategy> Hypothesis { get; } =
        new Dictionary<string, HypothesisStrategy>(StringComparer.Ordinal)
        {
            ["default"] = HypothesisStrategy.Default,
            ["before-method-only"] = HypothesisStrategy.BeforeMethodOnly,
            ["after-method-only"] = HypothesisStrategy.AfterMethodOnly,
            ["during-method-only"] = HypothesisStrategy.DuringMethodOnly,
            ["continuously"] = HypothesisStrategy.Continuously,
            ["skip"] = HypothesisStrategy.Skip,
        };

    /// <summary>Every rollback strategy by the name that documents and options use.</summary>
    public static IReadOnlyDictionary<string, RollbackStrategy> Rollbacks { get; } =
        new Dictionary<string, RollbackStrategy>(StringComparer.Ordinal)
        {
            ["default"] = RollbackStrategy.Default,
            ["always"] = RollbackStrategy.Always,
            ["never"] = RollbackStrategy.Never,
            ["deviated"] = RollbackStrategy.Deviated,
        };

    /// <summary>The name that the log shows; the reference spells <c>continuously</c> as <c>continuous</c> there.</summary>
    public static string LogName(this HypothesisStrategy strategy) =>
        strategy == HypothesisStrategy.Continuously ? "continuous" : Name(strategy);

    /// <summary>The name that documents use.</summary>
    public static string Name(this HypothesisStrategy strategy) => Hypothesis.First(pair => pair.Value == strategy).Key;

    /// <summary>The name that the command line and the journal use; "none" where nothing is left out.</summary>
    public static string Name(this DryMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>The name that documents use.</summary>
    public static string Name(this RollbackStrategy strategy) => Rollbacks.First(pair => pair.Value == strategy).Key;
}
