using System.Collections;

namespace Faultline.Spdy;

/// <summary>The names and values that open a stream, or answer it. Names are lower case; one may have several values.</summary>
public sealed class SpdyHeaders : IEnumerable<KeyValuePair<string, string>>
{
    private readonly KeyValuePair<string, string>[] _pairs;

    private SpdyHeaders(KeyValuePair<string, string>[] pairs) => _pairs = pairs;

    /// <summary>No headers.</summary>
    public static SpdyHeaders Empty { get; } = new([]);

    /// <summary>How many values there are.</summary>
    public int Count => _pairs.Length;

    /// <summary>The first value of a name, in whatever case; null where there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    return pair.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Headers of these names and values.</summary>
    public static SpdyHeaders Of(params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var all = new KeyValuePair<string, string>[pairs.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            all[i] = new(pairs[i].Name.ToLowerInvariant(), pairs[i].Value);
        }

        return new SpdyHeaders(all);
    }

    /// <summary>These headers and more.</summary>
    public SpdyHeaders With(SpdyHeaders more) => more.Count == 0 ? this : new SpdyHeaders([.. _pairs, .. more._pairs]);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _pairs.Select(pair => $"{pair.Key}: {pair.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SpdyHeaders From(IEnumerable<KeyValuePair<string, string>> pairs) => new([.. pairs]);
}
