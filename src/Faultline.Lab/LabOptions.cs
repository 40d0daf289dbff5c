using Faultline.Abstractions;

namespace Faultline.Lab;

/// <summary>Where and how a lab runs.</summary>
public sealed record LabOptions
{
    /// <summary>The folder for the kubeconfig and the lab's state; made where it is missing, with rights for its owner alone.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The environment that pods get a little of: PATH, HOME, LANG, TZ, TMPDIR and what begins with DOTNET_. Nothing else of it
    /// reaches them.
    /// </summary>
    public required IEnvironment Environment { get; init; }

    /// <summary>How long pods may take to end when the lab ends; default 2 seconds.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(2);
}
