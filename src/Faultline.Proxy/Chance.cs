namespace Faultline.Proxy;

/// <summary>Chance that many connections share.</summary>
internal sealed class Chance(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>A number from 0 to below 1.</summary>
    public double Draw()
    {
        lock (_lock)
        {
            return random.NextDouble();
        }
    }

    /// <summary>A number within a distance of another, both ends included.</summary>
    public long Around(long middle, long distance)
    {
        if (distance <= 0)
        {
            return middle;
        }

        lock (_lock)
        {
            return middle + random.NextInt64(-distance, distance == long.MaxValue ? distance : distance + 1);
        }
    }
}
