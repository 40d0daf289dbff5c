namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The manifest, as JSON text or as it is.</summary>
internal sealed class JsonManifest() : ManifestText("JSON");
