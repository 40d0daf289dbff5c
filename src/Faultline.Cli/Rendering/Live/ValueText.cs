using Faultline.Abstractions.Data;

namespace Faultline.Cli.Rendering.Live;

/// <summary>A probe's output in a few words: of an answer or a process its status, of everything else its beginning.</summary>
internal static class ValueText
{
    private const int Most = 200;

    public static string Of(DataNode output) =>
        output switch
        {
            DataObject answer when answer["status"] is DataNumber status => $"status {status.Text}",
            DataString text => Cut(text.Value),
            DataArray list => list.Items.Length == 1 ? "1 item" : $"{list.Items.Length} items",
            DataObject parts => parts.Members.Length == 1 ? "1 key" : $"{parts.Members.Length} keys",
            DataNull => "nothing",
            _ => Cut(output.ToString()),
        };

    private static string Cut(string text) => text.Length > Most ? text[..Most] : text;
}
