using System.Globalization;

namespace Faultline.Cli.Attacks;

/// <summary>Makes the names of attacks: UUIDs of version 1, of a time and of chance, as Gremlin prints them.</summary>
internal sealed class AttackGuids(TimeProvider time, Random random)
{
    // When the calendar that such names count from began.
    private static readonly DateTimeOffset Epoch = new(1582, 10, 15, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A new name, such as <c>0367cfe2-f9fc-11e8-acea-0242db4d1180</c>.</summary>
    public string Next()
    {
        var ticks = (time.GetUtcNow() - Epoch).Ticks;
        var sequence = random.Next(0x4000) | 0x8000;
        // The bit says that this is no address of a network card.
        var node = random.NextInt64(1L << 48) | (1L << 40);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ticks & 0xFFFFFFFF:x8}-{(ticks >> 32) & 0xFFFF:x4}-{((ticks >> 48) & 0x0FFF) | 0x1000:x4}-{sequence:x4}-{node:x12}"
        );
    }
}
