using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>Choices by chance.</summary>
internal static class Chance
{
    /// <summary>So many of the objects, none of them twice.</summary>
    public static ImmutableArray<DataObject> Sample(IEnumerable<DataObject> objects, int count, Random random)
    {
        var all = objects.ToList();
        count = Math.Min(count, all.Count);
        // Activities in the background share it.
        lock (random)
        {
            for (var i = 0; i < count; i++)
            {
                var other = random.Next(i, all.Count);
                (all[i], all[other]) = (all[other], all[i]);
            }
        }

        return [.. all.Take(count)];
    }
}
