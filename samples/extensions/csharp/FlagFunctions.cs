using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Samples.Flags;

/// <summary>Feature flags in a JSON file.</summary>
internal static class FlagFunctions
{
    /// <summary>Reads a flag.</summary>
    /// <param name="file">The file.</param>
    /// <param name="flag">The flag's name.</param>
    /// <returns>Whether it is on.</returns>
    /// <exception cref="FunctionFailedException">There is no such flag.</exception>
    [Probe("acme.flags", Name = "is_on")]
    public static bool IsOn(string file, string flag) =>
        Read(file)[flag] is DataBoolean value ? value.Value : throw new FunctionFailedException($"there is no flag '{flag}' in '{file}'");

    /// <summary>Turns a flag on or off. What it was is written down first.</summary>
    /// <param name="file">The file.</param>
    /// <param name="flag">The flag's name.</param>
    /// <param name="on">Whether it is to be on.</param>
    /// <param name="call">The call, whose changes are recorded.</param>
    /// <returns>Whether it was on before.</returns>
    /// <exception cref="FunctionFailedException">There is no such flag.</exception>
    [Action("acme.flags", Name = "set")]
    public static bool Set(string file, string flag, bool on, FunctionCall call)
    {
        var before = IsOn(file, flag);
        call.Changes.Record(
            new ChangeRecord
            {
                Verb = "patch",
                Resource = $"{file}#{flag}",
                Name = flag,
                Before = DataObject.Of((flag, before)),
                Undo = $"set '{flag}' in '{file}' to {(before ? "true" : "false")}",
            }
        );
        File.WriteAllText(file, JsonText.Write(Read(file).With(flag, on)));
        return before;
    }

    private static DataObject Read(string file)
    {
        try
        {
            return JsonText.Parse(File.ReadAllText(file)) as DataObject ?? throw new FunctionFailedException($"'{file}' holds no flags");
        }
        catch (Exception e) when (e is IOException or DataSyntaxException)
        {
            throw new FunctionFailedException($"the flags can't be read: {e.Message}");
        }
    }
}
