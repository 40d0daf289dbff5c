namespace Faultline.Cli.Rendering;

/// <summary>Rows as columns of text; the last column is as long as it wants.</summary>
internal static class TextTable
{
    public static void Write(TextWriter output, string[] header, IReadOnlyList<string[]> rows)
    {
        var all = rows.Prepend(header).ToList();
        var widths = Enumerable.Range(0, header.Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            output.WriteLine(
                string.Join("  ", row.Select((cell, column) => column == header.Length - 1 ? cell : cell.PadRight(widths[column])))
            );
        }
    }
}
