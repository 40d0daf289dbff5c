namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The manifest, as YAML text or as it is.</summary>
internal sealed class YamlManifest() : ManifestText("YAML");
