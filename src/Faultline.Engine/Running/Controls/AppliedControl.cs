using Faultline.Abstractions.Controls;

namespace Faultline.Engine.Running.Controls;

/// <summary>A declaration and the control that was made of it; null where nobody knows its kind.</summary>
internal sealed record AppliedControl(ControlDeclaration Declaration, IControl? Control);
