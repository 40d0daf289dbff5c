using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>A command to run in a container.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="Command">The program and its arguments.</param>
internal sealed record ExecRequest(string Namespace, string Pod, string Container, ImmutableArray<string> Command);
