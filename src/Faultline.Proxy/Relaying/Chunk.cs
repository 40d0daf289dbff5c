namespace Faultline.Proxy.Relaying;

/// <summary>What was read at once and waits.</summary>
/// <param name="Buffer">From the pool.</param>
/// <param name="Length">How many of its bytes are data.</param>
/// <param name="Arrived">When it was read.</param>
/// <param name="Number">Its number in its direction.</param>
internal readonly record struct Chunk(byte[] Buffer, int Length, long Arrived, long Number);
