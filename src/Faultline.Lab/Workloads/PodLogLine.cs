namespace Faultline.Lab.Workloads;

/// <summary>A line of a log, and when it was complete.</summary>
internal readonly record struct PodLogLine(DateTimeOffset At, string Text);
