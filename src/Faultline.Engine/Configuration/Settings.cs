using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>What a user has settled for all of his experiments (reference specification §15).</summary>
public sealed record Settings
{
    /// <summary>Nothing is settled.</summary>
    public static Settings None { get; } = new();

    /// <summary>The file they were read from; null where there is none.</summary>
    public string? Path { get; init; }

    /// <summary>The whole file, whatever else stands in it; empty where there is none or where it could not be read.</summary>
    public DataObject Document { get; init; } = DataObject.Empty;

    /// <summary>The whole file as controls see it: null where there is none.</summary>
    public DataNode ForControls => Path is null ? DataNull.Instance : Document;

    /// <summary>
    /// The controls of every experiment, in the order of the file: each as a document would declare it, its key in the file being
    /// its <c>name</c>.
    /// </summary>
    public ImmutableArray<DataObject> Controls { get; init; } = [];

    /// <summary>Who is told of runs: objects of <c>type</c> http or plugin, in the order of the file.</summary>
    public ImmutableArray<DataObject> Notifications { get; init; } = [];

    /// <summary>What servers of documents are told, as the value of the header <c>Authorization</c>, by their <c>host[:port]</c>.</summary>
    public ImmutableDictionary<string, string> Authorizations { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The hypothesis strategy of documents that ask for none; null where none is settled.</summary>
    public HypothesisStrategy? HypothesisStrategy { get; init; }

    /// <summary>The rollback strategy of documents that ask for none; null where none is settled.</summary>
    public RollbackStrategy? RollbackStrategy { get; init; }

    /// <summary>How long a run of documents that do not say may take; null where that is not settled.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The paths of the extensions of every command, in the order of the file; its folder is put before those that are relative.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    /// <summary>The values in the file that nobody else may see, to be masked wherever something is written down.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];
}
