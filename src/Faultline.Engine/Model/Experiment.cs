using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model;

/// <summary>An experiment, valid by construction. Its document is kept as it was written, for the journal.</summary>
public sealed record Experiment
{
    /// <summary>The document as it was read; nothing ever changes it.</summary>
    public required DataObject Document { get; init; }

    /// <summary>The file or address it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>The title, in which variables are not yet replaced.</summary>
    public required DataNode Title { get; init; }

    /// <summary>What a healthy system looks like; null where nothing is stated, or no probe says how to see it.</summary>
    public Hypothesis? Hypothesis { get; init; }

    /// <summary>What is done to the system.</summary>
    public ImmutableArray<Step> Method { get; init; } = [];

    /// <summary>What puts it back.</summary>
    public ImmutableArray<Step> Rollbacks { get; init; } = [];

    /// <summary>The declared configuration.</summary>
    public DataObject Configuration { get; init; } = DataObject.Empty;

    /// <summary>The declared secrets.</summary>
    public DataObject Secrets { get; init; } = DataObject.Empty;

    /// <summary>The hypothesis strategy that the document asks for, if any.</summary>
    public HypothesisStrategy? HypothesisStrategy { get; init; }

    /// <summary>The rollback strategy that the document asks for, if any.</summary>
    public RollbackStrategy? RollbackStrategy { get; init; }

    /// <summary>How long gate, method and hypothesis may take together; null where the document does not say.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What is watched while the run goes on, and halts it; null where nothing is.</summary>
    public StopCondition? StopCondition { get; init; }
}

/// <summary>A statement about the healthy system, and the probes that test it.</summary>
public sealed record Hypothesis
{
    /// <summary>The statement.</summary>
    public required string Title { get; init; }

    /// <summary>The probes, each with a tolerance; the first that misses ends the evaluation.</summary>
    public required ImmutableArray<Step> Probes { get; init; }
}
