namespace Faultline.Proxy.Toxics;

/// <summary>
/// The toxics of one proxy, in the order in which they were added. Readers take the list of a direction as it stands; every change
/// makes a new one, which is how a connection knows that something has changed.
/// </summary>
internal sealed class ToxicTable
{
    private readonly Lock _lock = new();
    private volatile Toxic[] _upstream = [];
    private volatile Toxic[] _downstream = [];

    /// <summary>Called after a change, with the direction.</summary>
    public Action<ToxicStream>? Changed { get; set; }

    /// <summary>All, upstream first.</summary>
    public IReadOnlyList<Toxic> All => [.. _upstream, .. _downstream];

    /// <summary>Those of a direction.</summary>
    public Toxic[] Of(ToxicStream stream) => stream == ToxicStream.Upstream ? _upstream : _downstream;

    /// <summary>The toxic of that name; null where there is none.</summary>
    public Toxic? Find(string name) => Array.Find(_upstream, IsNamed(name)) ?? Array.Find(_downstream, IsNamed(name));

    /// <summary>Adds one; false where its name is taken.</summary>
    public bool TryAdd(Toxic toxic)
    {
        lock (_lock)
        {
            if (Find(toxic.Name) is not null)
            {
                return false;
            }

            Replace(toxic.Stream, [.. Of(toxic.Stream), toxic]);
        }

        Changed?.Invoke(toxic.Stream);
        return true;
    }

    /// <summary>Changes one; null where there is none of that name.</summary>
    public Toxic? Update(string name, Func<Toxic, ToxicSettings> change)
    {
        Toxic? toxic;
        lock (_lock)
        {
            toxic = Find(name);
            if (toxic is null)
            {
                return null;
            }

            toxic.Settings = change(toxic);
            Replace(toxic.Stream, [.. Of(toxic.Stream)]);
        }

        Changed?.Invoke(toxic.Stream);
        return toxic;
    }

    /// <summary>Removes those that are meant.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(Predicate<Toxic> isMeant)
    {
        var removed = 0;
        foreach (var stream in (ToxicStream[])[ToxicStream.Upstream, ToxicStream.Downstream])
        {
            lock (_lock)
            {
                var left = Array.FindAll(Of(stream), toxic => !isMeant(toxic));
                var gone = Of(stream).Length - left.Length;
                if (gone == 0)
                {
                    continue;
                }

                removed += gone;
                Replace(stream, left);
            }

            Changed?.Invoke(stream);
        }

        return removed;
    }

    private static Predicate<Toxic> IsNamed(string name) => toxic => toxic.Name == name;

    private void Replace(ToxicStream stream, Toxic[] toxics)
    {
        if (stream == ToxicStream.Upstream)
        {
            _upstream = toxics;
        }
        else
        {
            _downstream = toxics;
        }
    }
}
