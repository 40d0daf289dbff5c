using Faultline.Linux;

namespace Faultline.Host.Targets;

/// <summary>A network namespace.</summary>
/// <param name="Path">A file that stands for it, by which it is entered: <c>/proc/41/ns/net</c>, <c>/run/netns/blue</c>.</param>
/// <param name="Identity">What no other namespace has at the same time.</param>
/// <param name="IsOurs">Whether it is the one that we are in.</param>
internal sealed record NetworkNamespace(string Path, FileIdentity Identity, bool IsOurs)
{
    /// <summary>The one that we are in.</summary>
    public static NetworkNamespace Ours =>
        Find("/proc/self/ns/net") ?? throw new InvalidOperationException("The kernel doesn't say which network namespace we are in.");

    /// <summary>The namespace that a file stands for; null where there is none, or we may not look.</summary>
    public static NetworkNamespace? Find(string path) =>
        FileIdentity.Of(path) is { } identity
            ? new NetworkNamespace(path, identity, identity == FileIdentity.Of("/proc/self/ns/net"))
            : null;
}
