using System.Collections.Immutable;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>A part of a pattern and how many characters it matches. The family is closed.</summary>
internal abstract record PatternNode(PatternWidth Width);

/// <summary>One character.</summary>
internal sealed record PatternCharacter(int CodePoint) : PatternNode(PatternWidth.One);

/// <summary>The point.</summary>
internal sealed record PatternAny() : PatternNode(PatternWidth.One);

/// <summary>A set in brackets, or a class such as \d standing alone.</summary>
internal sealed record PatternSet(bool Negated, ImmutableArray<PatternSetItem> Items) : PatternNode(PatternWidth.One);

/// <summary>A place: one of <c>^ $ A Z b B</c>.</summary>
internal sealed record PatternAnchor(char Kind) : PatternNode(PatternWidth.Zero);

/// <summary>One part after the other.</summary>
internal sealed record PatternSequence(ImmutableArray<PatternNode> Parts)
    : PatternNode(Parts.Aggregate(PatternWidth.Zero, (width, part) => width.Then(part.Width)));

/// <summary>One of several; there are at least two.</summary>
internal sealed record PatternChoice(ImmutableArray<PatternNode> Branches)
    : PatternNode(Branches.Skip(1).Aggregate(Branches[0].Width, (width, branch) => width.Or(branch.Width)));

/// <summary>A group, captured where it has a number, with flags of its own.</summary>
internal sealed record PatternGroup(int? Number, PatternFlags Add, PatternFlags Remove, PatternNode Body) : PatternNode(Body.Width);

/// <summary><c>(?>...)</c>.</summary>
internal sealed record PatternAtomic(PatternNode Body) : PatternNode(Body.Width);

/// <summary><c>(?=...)</c> and its kin.</summary>
internal sealed record PatternLook(bool Behind, bool Negated, PatternNode Body) : PatternNode(PatternWidth.Zero);

/// <summary>A part and its quantifier; without a most where there is no limit.</summary>
internal sealed record PatternRepeat(PatternNode Body, uint Least, uint? Most, PatternRepeatMode Mode)
    : PatternNode(Body.Width.Repeated(Least, Most));

/// <summary>What a group has matched, again.</summary>
internal sealed record PatternReference(int Group, PatternWidth Width) : PatternNode(Width);

/// <summary><c>(?(1)yes|no)</c>.</summary>
internal sealed record PatternConditional(int Group, PatternNode Yes, PatternNode? No)
    : PatternNode(Yes.Width.Or(No?.Width ?? PatternWidth.Zero));
