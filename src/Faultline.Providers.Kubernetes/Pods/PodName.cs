using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>The name of a pod.</summary>
internal static class PodName
{
    public static string Of(DataObject pod) => (pod["metadata"] as DataObject)?.Text("name") ?? "";
}
