using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>The phases of a pod.</summary>
internal static class PodPhase
{
    public static ImmutableArray<string> All { get; } = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];

    /// <summary>The phase of a pod; "None", as the reference prints it, where it has none yet.</summary>
    public static string Of(DataObject pod) => (pod["status"] as DataObject)?.Text("phase") ?? "None";
}
