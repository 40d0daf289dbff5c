using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Reading;

/// <summary>Reads fields that may be absent or of any type: null or empty where the value is not what it should be.</summary>
internal static class JournalFields
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK"];

    public static DataObject ObjectOf(this DataObject fields, string key) => fields[key] as DataObject ?? DataObject.Empty;

    public static ImmutableArray<DataNode> ItemsOf(this DataObject fields, string key) => (fields[key] as DataArray)?.Items ?? [];

    public static bool? FlagOf(this DataObject fields, string key) => (fields[key] as DataBoolean)?.Value;

    public static string? WordOf(this DataObject fields, string key) =>
        fields[key] switch
        {
            DataString text when !string.IsNullOrWhiteSpace(text.Value) => text.Value,
            DataNumber number => number.Text,
            _ => null,
        };

    public static int? IntegerOf(this DataObject fields, string key) =>
        int.TryParse((fields[key] as DataNumber)?.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    public static TimeSpan? SecondsOf(this DataObject fields, string key)
    {
        // A century: beyond it a number is damage, and TimeSpan would overflow.
        const double Most = 3.2e9;
        return (fields[key] as DataNumber)?.ToDouble() is >= 0 and < Most and var seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>An ISO 8601 time; without an offset it is UTC, as old versions of the reference wrote it.</summary>
    public static DateTimeOffset? TimeOf(this DataObject fields, string key) =>
        fields[key] is DataString text
        && DateTimeOffset.TryParseExact(
            text.Value,
            TimeFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;
}
