using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Pods;

namespace Faultline.Providers.Kubernetes;

/// <summary>The table of all functions: what is not in it does not exist.</summary>
internal static class FunctionTable
{
    public static ImmutableArray<FunctionEntry> All { get; } = [.. PodFunctions.All];
}
