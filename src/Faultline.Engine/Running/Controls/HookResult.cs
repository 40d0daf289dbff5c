using Faultline.Abstractions.Data;

namespace Faultline.Engine.Running.Controls;

/// <summary>What came of the controls at one moment.</summary>
/// <param name="Context">What the hook is about, as the controls left it.</param>
/// <param name="State">What came of it, as the controls left it.</param>
/// <param name="IsInterrupted">Whether one of them ended the run.</param>
/// <param name="LeftOutBy">The control that has the activity left out; null where none does.</param>
internal sealed record HookResult(DataNode Context, DataNode State, bool IsInterrupted, string? LeftOutBy);
