using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>A path from the root (<c>$</c>) or from the current node (<c>@</c>).</summary>
internal sealed record PathSyntax(bool FromRoot, ImmutableArray<StepSyntax> Steps);

/// <summary>One step: selectors that are applied in turn to a node or, where recursive, to it and to everything below it.</summary>
internal sealed record StepSyntax(bool Recursive, ImmutableArray<SelectorSyntax> Selectors);

/// <summary>What leads from a node to others. The family is closed.</summary>
internal abstract record SelectorSyntax
{
    private protected SelectorSyntax() { }
}

/// <summary><c>.name</c> or <c>["any key"]</c>.</summary>
internal sealed record KeySelector(string Key) : SelectorSyntax;

/// <summary><c>[n]</c>, from the end where negative.</summary>
internal sealed record IndexSelector(long Index) : SelectorSyntax;

/// <summary><c>[start:end:step]</c>; the step is never 0.</summary>
internal sealed record SliceSelector(long? Start, long? End, long Step) : SelectorSyntax;

/// <summary><c>*</c>.</summary>
internal sealed record WildcardSelector : SelectorSyntax;

/// <summary><c>[?(condition)]</c>.</summary>
internal sealed record FilterSelector(ConditionSyntax Condition) : SelectorSyntax;

/// <summary><c>[$.x]</c>: the values of the path are the keys and indices.</summary>
internal sealed record PathSelector(PathSyntax Path) : SelectorSyntax;

/// <summary><c>.name(arguments)</c>.</summary>
internal sealed record MethodSelector(string Name, ImmutableArray<OperandSyntax> Arguments) : SelectorSyntax;

/// <summary>A side of a comparison or an argument: a literal or a path. The family is closed.</summary>
internal abstract record OperandSyntax
{
    private protected OperandSyntax() { }
}

/// <summary>A JSON value.</summary>
internal sealed record LiteralOperand(DataNode Value) : OperandSyntax;

/// <summary>Every value that a path matches.</summary>
internal sealed record PathOperand(PathSyntax Path) : OperandSyntax;

/// <summary>What a filter asks of a node. The family is closed.</summary>
internal abstract record ConditionSyntax
{
    private protected ConditionSyntax() { }
}

/// <summary><c>a and b and ...</c>.</summary>
internal sealed record AllOf(ImmutableArray<ConditionSyntax> Conditions) : ConditionSyntax;

/// <summary><c>a or b or ...</c>.</summary>
internal sealed record AnyOf(ImmutableArray<ConditionSyntax> Conditions) : ConditionSyntax;

/// <summary><c>not a</c>.</summary>
internal sealed record NotOf(ConditionSyntax Condition) : ConditionSyntax;

/// <summary>Holds where the path matches something, or the literal is truthy.</summary>
internal sealed record Exists(OperandSyntax Operand) : ConditionSyntax;

/// <summary>Holds where it does for any value of the left with any of the right. The operator is one of <c>= != &lt; &lt;= &gt; &gt;=</c>.</summary>
internal sealed record Comparison(string Operator, OperandSyntax Left, OperandSyntax Right) : ConditionSyntax;
