using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>One call of a function, with all it may use.</summary>
internal sealed class KubernetesCall(DataObject arguments, KubernetesClient cluster, string defaultNamespace)
{
    public KubernetesClient Cluster => cluster;

    /// <summary>The value of an argument, or its default.</summary>
    public T Get<T>(Parameter<T> parameter) => parameter.Bind(arguments);

    /// <summary>The namespace to look at.</summary>
    public string Namespace => arguments.Text(Common.Namespace.Declaration.Name) ?? defaultNamespace;
}
