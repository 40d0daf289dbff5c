using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.Tables;

/// <summary>How tables spell times, labels and lists.</summary>
internal static class Cells
{
    public const string None = "<none>";
    public const string Unknown = "<unknown>";

    /// <summary>How long ago something was, as short as it makes sense: 5s, 3m20s, 4h, 2d.</summary>
    public static string Ago(string? text, DateTimeOffset now) =>
        text is not null && KubernetesTime.TryParse(text, out var then) ? Span(now - then) : Unknown;

    /// <summary>A span of time in the same way.</summary>
    public static string Span(TimeSpan span)
    {
        static string Text(double major, string unit, double minor = 0, string minorUnit = "") =>
            string.Create(CultureInfo.InvariantCulture, $"{(long)major}{unit}")
            + ((long)minor > 0 ? string.Create(CultureInfo.InvariantCulture, $"{(long)minor}{minorUnit}") : "");
        return span.TotalSeconds < 120 ? Text(Math.Max(span.TotalSeconds, 0), "s")
            : span.TotalMinutes < 10 ? Text(span.TotalMinutes, "m", span.Seconds, "s")
            : span.TotalHours < 3 ? Text(span.TotalMinutes, "m")
            : span.TotalHours < 8 ? Text(span.TotalHours, "h", span.Minutes, "m")
            : span.TotalDays < 2 ? Text(span.TotalHours, "h")
            : span.TotalDays < 8 ? Text(span.TotalDays, "d", span.Hours, "h")
            : Text(span.TotalDays, "d");
    }

    /// <summary>Texts with commas; none where there are none.</summary>
    public static string List(IEnumerable<string?> texts) =>
        string.Join(',', texts.Where(text => !string.IsNullOrEmpty(text))) is { Length: > 0 } list ? list : None;

    /// <summary>A text; none where it is absent.</summary>
    public static string Text(string? text) => string.IsNullOrEmpty(text) ? None : text;

    /// <summary>A map of labels as a selector.</summary>
    public static string Labels(DataNode? labels) =>
        List(labels.TextsAt().OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>A structured selector.</summary>
    public static string Selector(DataNode? selector) => Text(LabelSelector.Text(selector));

    /// <summary>A number or a text; the default where it is absent.</summary>
    public static string Value(DataNode? node, string absent) =>
        node switch
        {
            DataString text => text.Value,
            DataNumber number => number.Text,
            _ => absent,
        };

    /// <summary>The names, or images, of a template's containers.</summary>
    public static string Containers(DataNode? template, string field) =>
        List(template.ItemsAt("spec", "containers").Select(container => container.TextAt(field)));

    /// <summary>A whole number; 0 where it is absent.</summary>
    public static long Number(DataNode node, params ReadOnlySpan<string> path) => node.NumberAt(path) ?? 0;
}
