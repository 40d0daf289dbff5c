namespace Faultline.Host.Files;

/// <summary>By what bytes are changed: each by a value of its own that is never 0, which the seed repeats; twice changed is as before.</summary>
/// <param name="Seed">The seed.</param>
internal readonly record struct ByteMask(int Seed)
{
    /// <summary>Changes bytes, or changes them back.</summary>
    public void Apply(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= At(i);
        }
    }

    /// <summary>The value at an offset: 1 to 255. The mixer is SplitMix64's, which no version of the runtime changes.</summary>
    public byte At(long offset)
    {
        var mixed = unchecked(((ulong)(uint)Seed << 32) + ((ulong)offset * 0x9e3779b97f4a7c15));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94d049bb133111eb);
        return (byte)(((mixed ^ (mixed >> 31)) % 255) + 1);
    }
}
