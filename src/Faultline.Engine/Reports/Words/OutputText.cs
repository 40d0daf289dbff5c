using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Words;

/// <summary>An activity's output, pretty-printed and cut.</summary>
internal static class OutputText
{
    /// <summary>
    /// The output in parts: text as it is, everything else as indented JSON. Members that hold several lines (logs, standard
    /// output) are parts of their own with the member's name, so that their lines stand as lines. Together at most
    /// <paramref name="most"/> characters.
    /// </summary>
    public static IEnumerable<(string? Label, string Text)> Parts(DataNode? output, int most = VisibleText.MostOutput)
    {
        var left = most;
        foreach (var (label, text) in Whole(output))
        {
            if (left <= 0)
            {
                yield return (null, "… more parts are left out; the journal has them all.");
                yield break;
            }

            yield return (label, VisibleText.Cut(text, left));
            left -= text.Length;
        }
    }

    private static IEnumerable<(string? Label, string Text)> Whole(DataNode? output)
    {
        switch (output)
        {
            case null:
                break;
            case DataString text:
                yield return (null, text.Value);
                break;
            case DataObject parts when parts.Members.Any(HasLines):
                var rest = new DataObject(parts.Members.Where(member => !HasLines(member)));
                if (rest.Members.Length > 0)
                {
                    yield return (null, JsonText.Write(rest));
                }

                foreach (var member in parts.Members.Where(HasLines))
                {
                    yield return (member.Key, ((DataString)member.Value).Value.TrimEnd('\n'));
                }

                break;
            default:
                yield return (null, JsonText.Write(output));
                break;
        }
    }

    private static bool HasLines(DataMember member) => member.Value is DataString text && text.Value.TrimEnd('\n').Contains('\n');
}
