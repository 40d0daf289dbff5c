using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks;

/// <summary>Where an attack acts.</summary>
/// <param name="Words">What to call it: <c>container 'web'</c>.</param>
/// <param name="Target">As an activity says it.</param>
internal sealed record AttackTarget(string Words, DataObject Target)
{
    /// <summary>This host.</summary>
    public static AttackTarget Host { get; } = new("this host", DataObject.Of(("type", "host")));

    /// <summary>How they are written.</summary>
    public const string Forms = "host, pid:NUMBER, cgroup:PATH, container:NAME or netns:NAME";

    /// <summary>Reads one; otherwise says what is wrong, and what to write.</summary>
    public static (AttackTarget? Target, string? Problem) Parse(string text)
    {
        if (text == "host")
        {
            return (Host, null);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        if (name.Length == 0 || kind is not ("pid" or "cgroup" or "container" or "netns"))
        {
            return (null, $"'{text}' is no target. Write {Forms}.");
        }

        if (kind != "pid")
        {
            var key = kind == "cgroup" ? "path" : "name";
            return (
                new AttackTarget($"{(kind == "netns" ? "network namespace" : kind)} '{name}'", DataObject.Of(("type", kind), (key, name))),
                null
            );
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0
            ? (new AttackTarget($"process {pid}", DataObject.Of(("type", "process"), ("pid", pid))), null)
            : (null, $"'{text}' is no process. Write its number, as in pid:4711.");
    }
}
