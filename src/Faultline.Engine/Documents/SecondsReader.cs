using Faultline.Abstractions.Data;

namespace Faultline.Engine.Documents;

/// <summary>Lengths of time in documents: numbers of seconds.</summary>
internal static class SecondsReader
{
    private const double Most = 1e9;

    /// <summary>The length under a key; the default where it is left out, or where the problems say what is wrong with it.</summary>
    /// <param name="node">The object.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The object's path.</param>
    /// <param name="byDefault">The length where the key is left out.</param>
    /// <param name="allowsZero">Whether no time at all is a length.</param>
    /// <param name="problems">Where problems go.</param>
    public static TimeSpan Read(DataObject node, string key, string path, TimeSpan byDefault, bool allowsZero, Diagnostics problems)
    {
        switch (node[key])
        {
            case null:
                return byDefault;
            case DataNumber number when number.ToDouble() is var seconds && seconds < Most && (seconds > 0 || (allowsZero && seconds == 0)):
                return TimeSpan.FromSeconds(seconds);
            case var other:
                problems.Error(
                    $"'{key}' is a number of seconds {(allowsZero ? "from 0 on" : "above 0")}, and this is {Shown(other)}",
                    other,
                    $"{path}.{key}",
                    "Give it in seconds, without quotes."
                );
                return byDefault;
        }
    }

    private static string Shown(DataNode node) => node is DataNumber number ? number.Text : node.Kind;
}
