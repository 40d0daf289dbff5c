namespace Faultline.Engine.Reports;

/// <summary>An activity that the experiment declares, whether it was run or not.</summary>
/// <param name="Phase">Where: probes of the hypothesis stand under <see cref="RecordPhase.Before"/>, for all its evaluations.</param>
/// <param name="Name">Its name, or the name that it refers to.</param>
/// <param name="Type"><c>action</c> or <c>probe</c>; null where the journal does not say.</param>
public sealed record DeclaredActivity(RecordPhase Phase, string Name, string? Type);
