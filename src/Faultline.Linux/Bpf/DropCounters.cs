namespace Faultline.Linux.Bpf;

/// <summary>What a program has done.</summary>
/// <param name="Matched">How many packets were meant.</param>
/// <param name="Dropped">How many of them were dropped.</param>
public readonly record struct DropCounters(long Matched, long Dropped);
