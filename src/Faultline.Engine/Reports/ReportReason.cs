namespace Faultline.Engine.Reports;

/// <summary>Why a run has its verdict, or its undo state.</summary>
/// <param name="Kind">The word the journal has for it: <c>deviation</c>, <c>gate</c>, <c>action-failed</c>, …, <c>note</c>.</param>
/// <param name="Message">The whole sentence.</param>
/// <param name="Activity">The activity it is about; null where it is about the run.</param>
public sealed record ReportReason(string Kind, string Message, string? Activity = null);
