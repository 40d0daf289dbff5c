namespace Faultline.Providers.Kubernetes.Access;

/// <summary>No cluster can be asked: its address or the credentials for it are missing, malformed or can't be obtained.</summary>
/// <param name="message">What is wrong, where, and what to do, without any secret.</param>
public sealed class ClusterAccessException(string message) : Exception(message);
