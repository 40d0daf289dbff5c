using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>One or more kubeconfig files, merged as kubectl merges them: of entries with the same name the first counts.</summary>
internal sealed record Kubeconfig
{
    /// <summary>The files that were there, in order.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>The first <c>current-context</c>; null where no file has one.</summary>
    public required string? CurrentContext { get; init; }

    public required ImmutableArray<KubeconfigEntry> Contexts { get; init; }

    public required ImmutableArray<KubeconfigEntry> Clusters { get; init; }

    public required ImmutableArray<KubeconfigEntry> Users { get; init; }

    /// <summary>The files, for messages.</summary>
    public string Title => "kubeconfig " + string.Join(", ", Files.Select(file => $"'{file}'"));
}
