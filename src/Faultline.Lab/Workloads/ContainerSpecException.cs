namespace Faultline.Lab.Workloads;

/// <summary>A container can't be started as it is described.</summary>
/// <param name="reason">Kubernetes' word for it, such as ErrImagePull.</param>
/// <param name="message">What is wrong, and what to do.</param>
internal sealed class ContainerSpecException(string reason, string message) : Exception(message)
{
    /// <summary>Kubernetes' word for it.</summary>
    public string Reason => reason;
}
