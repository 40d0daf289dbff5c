using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>How a call to an interpreter ended: with an answer, with the interpreter, or because it was stopped.</summary>
internal sealed record PythonReply
{
    /// <summary>What the interpreter answered; null where it did not.</summary>
    public DataObject? Answer { get; init; }

    /// <summary>Why there is no answer, as a clause without a full stop.</summary>
    public string? Ended { get; init; }

    /// <summary>Whether there is no interpreter that could take calls at all; <see cref="Ended"/> says why.</summary>
    public bool IsNotHere { get; init; }

    /// <summary>Whether the call was stopped.</summary>
    public bool IsStopped { get; init; }

    /// <summary>What else came of stopping it.</summary>
    public string? Warning { get; init; }
}
