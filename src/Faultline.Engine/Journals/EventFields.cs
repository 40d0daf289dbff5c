using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Journals;

/// <summary>The members of one line of the log, with a clear word where one is missing or of the wrong type.</summary>
internal sealed class EventFields
{
    private readonly DataObject _line;

    public EventFields(DataNode node) =>
        _line = node as DataObject ?? throw new InvalidDataException($"an event is an object, and this is {node.Kind}");

    public bool Has(string key) => _line.Has(key);

    public DataNode Any(string key) => _line[key] ?? throw Missing(key);

    public string Text(string key) => OptionalText(key) ?? throw Missing(key);

    public string? OptionalText(string key) => _line.Text(key);

    public long Integer(string key) =>
        Any(key) is DataNumber { IsInteger: true } number && number.ToBigInteger() is var value && value >= 0 && value <= int.MaxValue
            ? (long)value
            : throw Missing(key);

    public int? OptionalInteger(string key) => _line.Has(key) ? (int)Integer(key) : null;

    public double Number(string key) => (Any(key) as DataNumber)?.ToDouble() ?? throw Missing(key);

    public TimeSpan Seconds(string key) =>
        Any(key) is DataNumber number && number.ToDouble() is >= 0 and < 1e11 and var seconds
            // Rounded: FromSeconds cuts off, and would lose a tick of what the nearest double has.
            ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
            : throw Missing(key);

    public bool Boolean(string key) => OptionalBoolean(key) ?? throw Missing(key);

    public bool? OptionalBoolean(string key) => (_line[key] as DataBoolean)?.Value;

    public DataObject Object(string key) => Any(key) as DataObject ?? throw Missing(key);

    public ImmutableArray<DataNode> Items(string key) => (_line[key] as DataArray)?.Items ?? [];

    public ImmutableArray<string> Texts(string key) => [.. Items(key).Select(item => (item as DataString)?.Value ?? throw Missing(key))];

    public T OneOf<T>(string key, IReadOnlyDictionary<string, T> names) =>
        names.TryGetValue(Text(key), out var value) ? value : throw Missing(key);

    public T Enum<T>(string key)
        where T : struct, Enum =>
        System.Enum.GetValues<T>().Where(value => EventCodec.Name(value) == Text(key)).Select(value => (T?)value).FirstOrDefault()
        ?? throw Missing(key);

    private static InvalidDataException Missing(string key) => new($"the member '{key}' is missing or of the wrong type");
}
