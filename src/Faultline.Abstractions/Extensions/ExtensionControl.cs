using Faultline.Abstractions.Controls;

namespace Faultline.Abstractions.Extensions;

/// <summary>A control of an extension.</summary>
/// <param name="Module">The module by which documents name it: <c>{"type": "python", "module": "acme.audit"}</c>, or with the type <c>native</c>.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Create">Makes it, once for each declaration.</param>
public sealed record ExtensionControl(string Module, string Summary, Func<ControlDeclaration, IControl> Create);
