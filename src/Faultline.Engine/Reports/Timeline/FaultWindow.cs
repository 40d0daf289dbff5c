using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>When a fault was there, on the time axis.</summary>
/// <param name="Activity">The activity that made it.</param>
/// <param name="Left">Where it began.</param>
/// <param name="Right">Where it ended, or the end of the axis.</param>
/// <param name="Tooltip">What a person who points at it reads.</param>
internal sealed record FaultWindow(string Activity, double Left, double Right, string Tooltip)
{
    /// <summary>The windows of all faults that were there.</summary>
    public static IReadOnlyList<FaultWindow> Of(ReportModel model, TimeScale scale) =>
        [
            .. FaultEffect
                .Windows(model)
                .Select(fault => new FaultWindow(
                    fault.Activity,
                    scale.X(fault.Start!.Value),
                    scale.X(fault.End ?? scale.End),
                    VisibleText.Line(
                        $"{fault.Activity}: {fault.What ?? "a fault"}, from {TimeText.Offset(fault.Start, scale.Origin)} for {TimeText.Duration(fault.End - fault.Start)}",
                        300
                    )
                )),
        ];
}
