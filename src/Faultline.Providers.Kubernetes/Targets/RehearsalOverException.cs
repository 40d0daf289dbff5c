namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>A function waits for what only a run would bring about: everything that it would change is known by now.</summary>
internal sealed class RehearsalOverException : Exception;
