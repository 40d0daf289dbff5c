using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Which objects are meant, by their labels. The empty selector means all.</summary>
internal sealed partial class LabelSelector
{
    private readonly ImmutableArray<Requirement> _requirements;

    private LabelSelector(ImmutableArray<Requirement> requirements) => _requirements = requirements;

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        NotExists,
    }

    /// <summary>Whether the labels meet every requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(requirement => requirement.Matches(labels));

    /// <summary>Reads the text form: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static LabelSelector Parse(string text) =>
        text.Trim().Length == 0 ? new LabelSelector([]) : new LabelSelector([.. Split(text).Select(part => Read(part.Trim(), text))]);

    /// <summary>The selector of an object: a map of labels, or <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
    public static LabelSelector Of(DataNode? selector)
    {
        var isStructured = selector.At("matchLabels") is DataObject || selector.At("matchExpressions") is DataArray;
        var labels = isStructured ? selector.TextsAt("matchLabels") : selector.TextsAt();
        var expressions = selector
            .ItemsAt("matchExpressions")
            .Select(expression => new Requirement(
                expression.TextAt("key") ?? "",
                expression.TextAt("operator") switch
                {
                    "NotIn" => Operator.NotIn,
                    "Exists" => Operator.Exists,
                    "DoesNotExist" => Operator.NotExists,
                    _ => Operator.In,
                },
                [.. expression.ItemsAt("values").OfType<DataString>().Select(value => value.Value)]
            ));
        return new LabelSelector([.. labels.Select(label => new Requirement(label.Key, Operator.In, [label.Value])), .. expressions]);
    }

    /// <summary>A structured selector in the text form.</summary>
    public static string Text(DataNode? selector)
    {
        var labels = selector
            .TextsAt("matchLabels")
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Key}={label.Value}");
        var expressions = selector
            .ItemsAt("matchExpressions")
            .Select(expression =>
            {
                var (key, values) = (expression.TextAt("key"), string.Join(',', expression.WordsAt("values")));
                return expression.TextAt("operator") switch
                {
                    "NotIn" => $"{key} notin ({values})",
                    "Exists" => key,
                    "DoesNotExist" => "!" + key,
                    _ => $"{key} in ({values})",
                };
            });
        return string.Join(',', labels.Concat(expressions));
    }

    // Commas within parentheses separate values, not requirements.
    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static Requirement Read(string part, string text)
    {
        if (SetForm().Match(part) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',').Select(value => value.Trim()).ToImmutableArray();
            return values.All(value => Value().IsMatch(value))
                ? new Requirement(set.Groups["key"].Value, set.Groups["not"].Success ? Operator.NotIn : Operator.In, values)
                : throw Wrong(text);
        }

        if (EqualityForm().Match(part) is { Success: true } equality)
        {
            return new Requirement(
                equality.Groups["key"].Value,
                equality.Groups["sign"].Value == "!=" ? Operator.NotIn : Operator.In,
                [equality.Groups["value"].Value]
            );
        }

        return ExistsForm().Match(part) is { Success: true } exists
            ? new Requirement(exists.Groups["key"].Value, exists.Groups["not"].Success ? Operator.NotExists : Operator.Exists, [])
            : throw Wrong(text);
    }

    private static FormatException Wrong(string text) =>
        new($"unable to parse requirement: '{text}' is not a label selector such as 'a=b,c!=d,e in (f,g),h notin (i),j,!k'");

    [GeneratedRegex("^(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)\\s+(?<not>not)?in\\s*\\((?<values>[^()]*)\\)\\z")]
    private static partial Regex SetForm();

    [GeneratedRegex(
        "^(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)\\s*(?<sign>==?|!=)\\s*(?<value>(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?)\\z"
    )]
    private static partial Regex EqualityForm();

    [GeneratedRegex("^(?<not>!)?\\s*(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)\\z")]
    private static partial Regex ExistsForm();

    [GeneratedRegex("^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?\\z")]
    private static partial Regex Value();

    private sealed record Requirement(string Key, Operator Operator, ImmutableArray<string> Values)
    {
        public bool Matches(IReadOnlyDictionary<string, string> labels)
        {
            var isThere = labels.TryGetValue(Key, out var value);
            return Operator switch
            {
                Operator.In => isThere && Values.Contains(value!),
                Operator.NotIn => !isThere || !Values.Contains(value!),
                Operator.Exists => isThere,
                Operator.NotExists => !isThere,
                _ => throw new System.Diagnostics.UnreachableException(Operator.ToString()),
            };
        }
    }
}
