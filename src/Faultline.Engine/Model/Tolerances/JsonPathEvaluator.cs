using System.Collections.Immutable;
using System.Diagnostics;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// Finds what a path matches, step by step over lists of nodes: the stack grows with the nesting of the path, which is bounded, and
/// never with the data.
/// </summary>
internal sealed class JsonPathEvaluator(DataNode root)
{
    private readonly JsonPathBudget _budget = new();

    /// <exception cref="ToleranceLimitException">The search costs too much.</exception>
    public IReadOnlyList<DataNode> Find(PathSyntax path, DataNode current)
    {
        List<DataNode> nodes = [path.FromRoot ? root : current];
        foreach (var step in path.Steps)
        {
            var found = new List<DataNode>();
            foreach (var node in nodes)
            {
                Take(step, node, found);
            }

            nodes = found;
        }

        return nodes;
    }

    private void Take(StepSyntax step, DataNode node, List<DataNode> found)
    {
        if (!step.Recursive)
        {
            SelectAll(step.Selectors, node, found);
            return;
        }

        var open = new Stack<DataNode>([node]);
        while (open.TryPop(out var next))
        {
            SelectAll(step.Selectors, next, found);
            foreach (var child in Children(next).Reverse())
            {
                open.Push(child);
            }
        }
    }

    private void SelectAll(ImmutableArray<SelectorSyntax> selectors, DataNode node, List<DataNode> found)
    {
        foreach (var selector in selectors)
        {
            _budget.Spend(1);
            foreach (var match in Select(selector, node))
            {
                _budget.Spend(1);
                found.Add(match);
                JsonPathBudget.Check(found.Count);
            }
        }
    }

    private IEnumerable<DataNode> Select(SelectorSyntax selector, DataNode node) =>
        selector switch
        {
            KeySelector key => Member(node, key.Key),
            IndexSelector index => Item(node, index.Index),
            SliceSelector slice => Slice(node, slice),
            WildcardSelector => Children(node),
            FilterSelector filter => Holds(filter.Condition, node) ? [node] : [],
            PathSelector path => Find(path.Path, node).SelectMany(key => Subscript(node, key)),
            MethodSelector method => Call(method, node),
            _ => throw new UnreachableException(selector.ToString()),
        };

    private static IEnumerable<DataNode> Member(DataNode node, string key) =>
        node is DataObject mapping && mapping.TryGet(key, out var value) ? [value] : [];

    private static IEnumerable<DataNode> Item(DataNode node, long index) =>
        node is DataArray { Items: var items } && index < items.Length && index >= -items.Length
            ? [items[(int)(index < 0 ? index + items.Length : index)]]
            : [];

    private static IEnumerable<DataNode> Children(DataNode node) =>
        node switch
        {
            DataArray array => array.Items,
            DataObject mapping => mapping.Members.Select(member => member.Value),
            _ => [],
        };

    // As in the reference, a start that is further before the list than the list is long counts on from the list's end once more,
    // and the end of a slice that runs backwards must be written.
    private static IEnumerable<DataNode> Slice(DataNode node, SliceSelector slice)
    {
        if (node is not DataArray { Items: var items })
        {
            yield break;
        }

        long count = items.Length;
        var start = FromEnd(slice.Start ?? 0, count);
        var end = FromEnd(slice.End ?? count, count);
        var (index, stop) =
            slice.Step > 0
                ? (SkipTo(start, -count, slice.Step), Math.Min(end, count))
                : (-SkipTo(-start, -(count - 1), -slice.Step), Math.Max(end, -count - 1));
        for (; slice.Step > 0 ? index < stop : index > stop; index += slice.Step)
        {
            yield return items[(int)(index < 0 ? index + count : index)];
        }
    }

    private static long FromEnd(long index, long count) => index < 0 ? index + count : index;

    // The first of start, start + step, ... that is not before the bound.
    private static long SkipTo(long start, long bound, long step) =>
        start >= bound ? start : start + ((bound - start + step - 1) / step * step);

    private static IEnumerable<DataNode> Subscript(DataNode node, DataNode key) =>
        key switch
        {
            DataString text => Member(node, text.Value),
            _ when JsonPathMethods.TryInteger(key, out var index) => Item(node, index),
            _ => [],
        };

    // Where an argument is a path with several matches, the method is called with each.
    private IEnumerable<DataNode> Call(MethodSelector method, DataNode node)
    {
        IEnumerable<ImmutableArray<DataNode>> calls =
        [
            [],
        ];
        foreach (var argument in method.Arguments)
        {
            var values = Values(argument, node);
            calls = calls.SelectMany(_ => values, (before, value) => before.Add(value));
        }

        foreach (var arguments in calls)
        {
            _budget.Spend(1);
            if (JsonPathMethods.Call(method.Name, node, arguments, _budget) is { } result)
            {
                yield return result;
            }
        }
    }

    private IReadOnlyList<DataNode> Values(OperandSyntax operand, DataNode node) =>
        operand switch
        {
            LiteralOperand literal => [literal.Value],
            PathOperand path => Find(path.Path, node),
            _ => throw new UnreachableException(operand.ToString()),
        };

    private bool Holds(ConditionSyntax condition, DataNode node) =>
        condition switch
        {
            AllOf all => all.Conditions.All(each => Holds(each, node)),
            AnyOf any => any.Conditions.Any(each => Holds(each, node)),
            NotOf not => !Holds(not.Condition, node),
            Exists { Operand: LiteralOperand literal } => PythonComparison.IsTruthy(literal.Value),
            Exists { Operand: PathOperand path } => Find(path.Path, node).Count > 0,
            Comparison comparison => Holds(comparison, Values(comparison.Left, node), Values(comparison.Right, node)),
            _ => throw new UnreachableException(condition.ToString()),
        };

    private bool Holds(Comparison comparison, IReadOnlyList<DataNode> lefts, IReadOnlyList<DataNode> rights)
    {
        foreach (var left in lefts)
        {
            foreach (var right in rights)
            {
                _budget.Spend(1);
                if (Holds(comparison.Operator, left, right))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Holds(string comparison, DataNode left, DataNode right)
    {
        if (comparison is "=" or "!=")
        {
            var equal = PythonComparison.Equal(left, right, out var looked);
            _budget.Spend(looked);
            return equal == (comparison == "=");
        }

        if (!PythonComparison.IsNumeric(left) || !PythonComparison.IsNumeric(right))
        {
            return false;
        }

        var order = PythonComparison.CompareNumbers(left, right);
        return comparison switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => throw new UnreachableException(comparison),
        };
    }
}
