using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Running;

/// <summary>Takes from what an activity answered the values that later steps use.</summary>
internal static class OutputTaker
{
    /// <summary>The values by name, or why one of them is not there.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="output">What it answered.</param>
    public static (DataObject Values, string? Problem) Take(Activity activity, DataNode output)
    {
        var values = DataObject.Empty;
        foreach (var declared in activity.Outputs)
        {
            var (value, problem) = Value(declared, output);
            if ((value ?? declared.Default) is not { } found)
            {
                return (values, $"'{activity.Name}' has no output '{declared.Name}': {problem}");
            }

            values = values.With(declared.Name, found);
        }

        return (values, null);
    }

    private static (DataNode? Value, string? Problem) Value(OutputName declared, DataNode output)
    {
        var part = declared.Target is null ? output : (output as DataObject)?[declared.Target];
        if (part is null)
        {
            return (null, $"what it answered has no '{declared.Target}'");
        }

        if (declared.Path is null)
        {
            return (Trimmed(part), null);
        }

        try
        {
            // It was read once before, with the document.
            var path = JsonPath.TryParse(declared.Path, out var parsed, out var error)
                ? parsed
                : throw new System.Diagnostics.UnreachableException(error.Message);
            var found = path.Find(declared.Target is null ? part : Parsed(part));
            return found.Count > 0 ? (Trimmed(found[0]), null) : (null, $"{declared.Path} finds nothing in what it answered");
        }
        catch (ToleranceLimitException e)
        {
            return (null, $"{declared.Path} can't be followed: {e.Message}");
        }
    }

    // As a shell does with what a command prints.
    private static DataNode Trimmed(DataNode value) => value is DataString text ? new DataString(text.Value.TrimEnd('\n', '\r')) : value;

    private static DataNode Parsed(DataNode value)
    {
        try
        {
            return value is DataString text ? JsonText.Parse(text.Value) : value;
        }
        catch (DataSyntaxException)
        {
            return value;
        }
    }
}
