namespace Faultline.Lab.Workloads.Running;

/// <summary>A file of a volume.</summary>
internal sealed record VolumeFile(byte[] Content, UnixFileMode Mode);
