using System.Collections.Immutable;
using Faultline.Lab.Files;
using Faultline.Linux.Processes;

namespace Faultline.Lab;

/// <summary>
/// What a lab leaves in its folder while it runs, so that other processes find it.
/// <code>
/// lab.json     this record
/// kubeconfig   for Kubernetes clients; mode 0600
/// token        the bearer token alone; mode 0600
/// ca.crt       the authority that vouches for the API
/// </code>
/// </summary>
public sealed record LabState
{
    /// <summary>The lab's name.</summary>
    public required string Name { get; init; }

    /// <summary>The supervisor's process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When that process was started, in the kernel's ticks since boot; with the boot's id it tells it from its successors.</summary>
    public required long ProcessStart { get; init; }

    /// <summary>The kernel's id of this boot.</summary>
    public required string BootId { get; init; }

    /// <summary>When the lab was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where the Kubernetes API is.</summary>
    public required Uri ApiUrl { get; init; }

    /// <summary>The kubeconfig's path.</summary>
    public required string KubeconfigPath { get; init; }

    /// <summary>The path of the file that holds the token.</summary>
    public required string TokenPath { get; init; }

    /// <summary>The path of the authority's certificate.</summary>
    public required string AuthorityPath { get; init; }

    /// <summary>The URLs of the services that the lab began with, by name.</summary>
    public required ImmutableSortedDictionary<string, string> ServiceUrls { get; init; }

    /// <summary>Whether the supervisor is still the process that it was.</summary>
    public bool IsRunning => ProcessTable.Find(new ProcessKey(ProcessId, ProcessStart)) is not null && ProcessIdentity.BootIdNow == BootId;

    /// <summary>The state in a folder; null where there is none. It may be that of a lab that was killed: see <see cref="IsRunning"/>.</summary>
    /// <exception cref="LabException">The file is there, but is not what a lab writes.</exception>
    public static LabState? Read(string folder) => new LabFolder(folder).ReadState();

    /// <summary>Removes what a lab that was killed left in its folder; does nothing where there is nothing.</summary>
    /// <exception cref="LabException">The lab still runs.</exception>
    public static void Remove(string folder)
    {
        var files = new LabFolder(folder);
        files.RequireFree();
        files.Clear();
    }
}
