using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Processes;

namespace Faultline.Host.Targets;

/// <summary>Reads which processes a target of type <c>process</c> names.</summary>
internal static class TargetQuery
{
    /// <summary>Reads it.</summary>
    /// <exception cref="FaultRefusedException">A value is of a kind that it can't be.</exception>
    public static ProcessQuery Read(DataObject target) =>
        new()
        {
            Process = target.Has("pid") ? Whole(target, "pid") : Text(target, "name"),
            Exact = Flag(target, "exact"),
            Full = Flag(target, "full"),
            User = Text(target, "user"),
            Group = Text(target, "group"),
            Newest = Flag(target, "newest"),
            Oldest = Flag(target, "oldest"),
            Children = Flag(target, "children"),
            Count = target.Has("count") ? int.Parse(Whole(target, "count"), CultureInfo.InvariantCulture) : null,
            Percent = target["percent"] switch
            {
                null or DataNull => null,
                DataNumber number => number.ToDouble(),
                _ => throw Wrong("percent", "a number"),
            },
        };

    private static string? Text(DataObject target, string key) =>
        target[key] switch
        {
            null or DataNull => null,
            DataString text => text.Value,
            DataNumber { IsInteger: true } number => number.Text,
            _ => throw Wrong(key, "a text"),
        };

    private static bool Flag(DataObject target, string key) =>
        target[key] switch
        {
            null or DataNull => false,
            DataBoolean flag => flag.Value,
            _ => throw Wrong(key, "true or false"),
        };

    // A variable of the environment arrives as a text.
    private static string Whole(DataObject target, string key) =>
        Text(target, key) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw Wrong(key, "a whole number above 0");

    private static FaultRefusedException Wrong(string key, string expected) =>
        new($"'{key}' of the target is not {expected}", $"Give {expected}.");
}
