using System.Collections.Immutable;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;

namespace Faultline.Engine.Running;

/// <summary>One run: what to do, what it is called, where it leaves its traces.</summary>
public sealed record RunRequest
{
    /// <summary>What to do.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The values of its variables.</summary>
    public required ResolvedVariables Variables { get; init; }

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's own folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Our version.</summary>
    public required string Version { get; init; }

    /// <summary>How long gate, method and hypothesis may take together; rollbacks come on top. Null means as long as they want.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long the rollbacks may take once the run was asked to stop; until then they take what they need.</summary>
    public TimeSpan RollbackBudget { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>What is left out.</summary>
    public DryMode Dry { get; init; }

    /// <summary>How the hypothesis is evaluated while the method runs, where the strategy asks for it.</summary>
    public ContinuousOptions Continuous { get; init; } = ContinuousOptions.Default;

    /// <summary>The controls that apply to every experiment, in the order in which they were loaded.</summary>
    public ImmutableArray<ControlDeclaration> GlobalControls { get; init; } = [];

    /// <summary>The settings, for controls that ask for them; null where there are none.</summary>
    public DataNode Settings { get; init; } = DataNull.Instance;

    /// <summary>Called for every event, in order.</summary>
    public ImmutableArray<IRunObserver> Observers { get; init; } = [];
}
