using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Words;

/// <summary>An activity's output, pretty-printed and cut.</summary>
internal static class OutputText
{
    /// <summary>Text as it is, everything else as indented JSON; null where there is nothing to show.</summary>
    public static string? Pretty(DataNode? output) =>
        output switch
        {
            null => null,
            DataString text => VisibleText.Cut(text.Value, VisibleText.MostOutput),
            _ => VisibleText.Cut(JsonText.Write(output), VisibleText.MostOutput),
        };
}
