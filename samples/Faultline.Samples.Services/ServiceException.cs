namespace Faultline.Samples.Services;

/// <summary>A service that another one needs did not do its part.</summary>
internal sealed class ServiceException(string message) : Exception(message);
