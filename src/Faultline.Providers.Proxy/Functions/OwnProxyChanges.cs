using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>
/// What has been changed by this process so far. Who changes something twice is put back to what was there first, and at once; what
/// was made and deleted again is nothing to bring back, not even for a moment.
/// </summary>
/// <param name="server">Which server, as part of all keys.</param>
internal sealed class OwnProxyChanges(string server)
{
    private readonly ConcurrentDictionary<string, string> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DataNode First, DataNode Last)> _fields = new(StringComparer.Ordinal);

    /// <summary>Something was made.</summary>
    public void Made(string path, DataObject what) => _made[server + path] = Text(what);

    /// <summary>Whether it was made by this process, and is as it was made.</summary>
    public bool HasMade(string path, DataObject now) => _made.TryGetValue(server + path, out var made) && made == Text(now);

    /// <summary>Fields were changed.</summary>
    /// <param name="path">Of what.</param>
    /// <param name="first">What they were before the first change.</param>
    /// <param name="after">What they are now.</param>
    public void Changed(string path, DataObject first, DataObject after)
    {
        foreach (var member in after.Members)
        {
            _fields[Key(path, member.Key)] = (first[member.Key] ?? DataNull.Instance, member.Value);
        }
    }

    /// <summary>What fields were before the first change, as far as nobody else has changed them since.</summary>
    public DataObject First(string path, DataObject now) =>
        new(
            now.Members.Select(member =>
                _fields.TryGetValue(Key(path, member.Key), out var known) && Same(known.Last, member.Value)
                    ? member with
                    {
                        Value = known.First,
                    }
                    : member
            )
        );

    /// <summary>Whether two values are the same.</summary>
    public static bool Same(DataNode? one, DataNode? other) => one?.ToString() == other?.ToString();

    private string Key(string path, string field) => $"{server}{path} {field}";

    // A proxy that was disabled since is still the one that was made.
    private static string Text(DataObject what) =>
        ToxicState.Read(what) is { } toxic ? toxic.ToData().ToString() : what.Without("enabled").Without("toxics").ToString();
}
