using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Custom;

/// <summary>
/// The paths that definitions use for their columns: <c>.spec.size</c>, <c>['a.b']</c>, <c>[0]</c>, <c>[*]</c> and
/// <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed partial class JsonPath
{
    private readonly ImmutableArray<Func<DataNode, IEnumerable<DataNode>>> _steps;

    private JsonPath(ImmutableArray<Func<DataNode, IEnumerable<DataNode>>> steps) => _steps = steps;

    /// <summary>Reads a path. What it can't read finds nothing.</summary>
    public static JsonPath Parse(string text)
    {
        var steps = ImmutableArray.CreateBuilder<Func<DataNode, IEnumerable<DataNode>>>();
        var at = 0;
        while (at < text.Length && Step().Match(text, at) is { Success: true } match)
        {
            steps.Add(StepOf(match));
            at += match.Length;
        }

        return at == text.Length ? new JsonPath(steps.ToImmutable()) : new JsonPath([static _ => []]);
    }

    /// <summary>What lies at the path.</summary>
    public IReadOnlyList<DataNode> Select(DataNode node) =>
        _steps
            .Aggregate((IEnumerable<DataNode>)[node], (found, step) => found.SelectMany(step))
            .Where(found => found is not DataNull)
            .ToList();

    private static Func<DataNode, IEnumerable<DataNode>> StepOf(Match match)
    {
        if (match.Groups["index"] is { Success: true } index)
        {
            var number = int.Parse(index.Value, CultureInfo.InvariantCulture);
            return node => node.ItemsAt() is var items && number < items.Count ? [items[number]] : [];
        }

        if (match.Groups["all"].Success)
        {
            return node => node is DataObject mapping ? mapping.Members.Select(member => member.Value) : node.ItemsAt();
        }

        if (match.Groups["field"] is { Success: true } field)
        {
            var (steps, value, isEqual) = (field.Value.Split('.'), match.Groups["value"].Value, match.Groups["sign"].Value == "==");
            return node => node.ItemsAt().Where(item => (Text(item.At(steps)) == value) == isEqual);
        }

        var key = (match.Groups["key"].Success ? match.Groups["key"].Value : match.Groups["quoted"].Value).Replace(
            "\\.",
            ".",
            StringComparison.Ordinal
        );
        return key.Length == 0 ? static node => [node] : node => (node as DataObject)?[key] is { } value ? [value] : [];
    }

    private static string? Text(DataNode? node) => node is DataString text ? text.Value : node?.ToString();

    [GeneratedRegex(
        @"\G(?:\[(?<index>[0-9]+)\]|(?<all>\[\*\])|\[\?\(\s*@\.(?<field>[-\w.]+)\s*(?<sign>==|!=)\s*[""'](?<value>[^""']*)[""']\s*\)\]|\[['""](?<quoted>[^'""]+)['""]\]|\.?(?<key>(?:\\\.|[^.\[\]\\])+)|\.(?<key>))"
    )]
    private static partial Regex Step();
}
