namespace Faultline.Lab.Streaming;

/// <summary>A client took so little of a container's output that the rest of it was lost.</summary>
internal sealed class OutputLostException() : Exception("the container writes faster than this client reads; output was lost");
