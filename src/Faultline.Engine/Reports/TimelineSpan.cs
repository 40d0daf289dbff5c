namespace Faultline.Engine.Reports;

/// <summary>A stretch of the run that is not an activity: a phase or a pause.</summary>
/// <param name="Kind"><c>phase</c> or <c>pause</c>.</param>
/// <param name="Name">The phase (<c>gate</c>, <c>method</c>, <c>hypothesis</c>, <c>rollbacks</c>) or the activity that was paused.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
public sealed record TimelineSpan(string Kind, string Name, DateTimeOffset Start, DateTimeOffset End);
