using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;

namespace Faultline.Engine.Planning.Policies;

/// <summary>Reads the values of a policy; whatever does not fit is an error, never a rule that is left out.</summary>
internal sealed class PolicyFields(Diagnostics problems)
{
    /// <summary>An error for every key that nobody reads: a misspelt rule would protect nobody.</summary>
    public void OnlyKnown(DataObject node, string path, IReadOnlyCollection<string> known)
    {
        foreach (var member in node.Members.Where(member => !known.Contains(member.Key)))
        {
            problems.Add(
                Model.DiagnosticSeverity.Error,
                $"'{member.Key}' is not a key that a policy has here",
                member.KeyPosition ?? node.Position,
                $"{path}.{member.Key}",
                Suggestion.Sentence(member.Key, known.Where(key => !node.Has(key))) ?? $"Keys are: {string.Join(", ", known)}."
            );
        }
    }

    /// <summary>An object of some keys; empty where it is absent or none.</summary>
    public DataObject Mapping(DataObject node, string key, string path, IReadOnlyCollection<string> known)
    {
        if (node[key] is not { } value)
        {
            return DataObject.Empty;
        }

        if (value is not DataObject mapping)
        {
            Wrong(value, $"{path}.{key}", $"'{key}' must be an object");
            return DataObject.Empty;
        }

        OnlyKnown(mapping, $"{path}.{key}", known);
        return mapping;
    }

    /// <summary>A list of texts that are not empty, or one text; null where it is absent.</summary>
    public ImmutableArray<string>? Texts(DataObject node, string key, string path)
    {
        switch (node[key])
        {
            case null:
                return null;
            case DataString { Value.Length: > 0 } text:
                return [text.Value];
            case DataArray { Items.Length: > 0 } list when list.Items.All(item => item is DataString { Value.Length: > 0 }):
                return [.. list.Items.Cast<DataString>().Select(item => item.Value)];
            case var other:
                Wrong(other, $"{path}.{key}", $"'{key}' must be a list of texts that are not empty");
                return [];
        }
    }

    /// <summary>Names and values; a list of names takes any value.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Pairs(DataObject node, string key, string path)
    {
        switch (node[key])
        {
            case null:
                return [];
            case DataObject { Members.Length: > 0 } mapping when mapping.Members.All(member => member.Value is DataString):
                return [.. mapping.Members.Select(member => KeyValuePair.Create(member.Key, ((DataString)member.Value).Value))];
            case DataArray or DataString:
                return [.. (Texts(node, key, path) ?? []).Select(name => KeyValuePair.Create(name, ""))];
            case var other:
                Wrong(other, $"{path}.{key}", $"'{key}' must be an object of names and texts, or a list of names");
                return [];
        }
    }

    /// <summary>Per cent: 30, or "30%".</summary>
    public double? Percent(DataObject node, string key, string path)
    {
        var percent = node[key] switch
        {
            DataNumber number => number.ToDouble(),
            DataString text
                when double.TryParse(
                    text.Value.TrimEnd('%'),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var given
                ) => given,
            _ => double.NaN,
        };
        return node[key] is null ? null
            : percent is >= 0 and <= 100 ? percent
            : Wrong<double>(node[key]!, $"{path}.{key}", $"'{key}' must be a share in per cent, from 0 to 100");
    }

    /// <summary>A whole number from 0 on.</summary>
    public int? Count(DataObject node, string key, string path) =>
        node[key] is not { } value ? null
        : value is DataNumber { IsInteger: true } number && number.ToDouble() is >= 0 and <= int.MaxValue and var count ? (int)count
        : Wrong<int>(value, $"{path}.{key}", $"'{key}' must be a whole number from 0 on");

    /// <summary>A time: seconds, or a text such as "90s", "10m", "1h".</summary>
    public TimeSpan? Duration(DataObject node, string key, string path)
    {
        var seconds = node[key] switch
        {
            DataNumber number => number.ToDouble(),
            DataString { Value: [.. var digits, var unit] } when "smh".Contains(unit, StringComparison.Ordinal) => double.TryParse(
                digits,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var given
            )
                ? given
                    * (
                        unit == 's' ? 1
                        : unit == 'm' ? 60
                        : 3600
                    )
                : double.NaN,
            _ => double.NaN,
        };
        return node[key] is null ? null
            : seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds)
            : Wrong<TimeSpan>(
                node[key]!,
                $"{path}.{key}",
                $"'{key}' must be a number of seconds above 0, or a text such as '90s', '10m' or '1h'"
            );
    }

    /// <summary>True, or the word "required".</summary>
    public bool Flag(DataObject node, string key, string path)
    {
        switch (node[key])
        {
            case null or DataBoolean { Value: false }:
                return false;
            case DataBoolean or DataString { Value: "required" }:
                return true;
            case var other:
                Wrong(other, $"{path}.{key}", $"'{key}' must be true or false");
                return false;
        }
    }

    public void Wrong(DataNode value, string path, string message) =>
        problems.Error($"{message}, and is {value.Kind}: {Short(value)}", value, path);

    private T? Wrong<T>(DataNode value, string path, string message)
        where T : struct
    {
        Wrong(value, path, message);
        return null;
    }

    private static string Short(DataNode value) => value.ToString() is { Length: > 60 } text ? text[..60] + "…" : value.ToString();
}
