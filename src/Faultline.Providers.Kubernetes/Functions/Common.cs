namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>Arguments that most functions have.</summary>
internal static class Common
{
    public static Parameter<string> Namespace { get; } =
        Parameter.Text("ns", "The namespace; where it is left out, KUBERNETES_NAMESPACE if that is set.", "default");
}
