using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>The forms of argument that faults have besides the usual ones.</summary>
internal static class ChaosParameters
{
    /// <summary>Names: a list, or a text with commas between them.</summary>
    public static Parameter<DataArray?> Names(string name, string summary) =>
        new(
            new FunctionParameter(name, "string", DataNull.Instance, summary + " A list, or a string with commas."),
            "a list of strings, or a string with commas",
            ReadNames,
            null
        );

    /// <summary>Keys and values: an object, or a text such as <c>a=b,c=d</c>.</summary>
    public static Parameter<DataObject?> Pairs(string name, string summary) =>
        new(
            new FunctionParameter(name, "string", DataNull.Instance, summary + " An object, or a string as 'app=web,tier=front'."),
            "an object of strings, or a string as 'app=web,tier=front'",
            ReadPairs,
            null
        );

    /// <summary>A text that people write as a number, too.</summary>
    public static Parameter<string?> Amount(string name, string summary) =>
        new(new FunctionParameter(name, "string", DataNull.Instance, summary), "a string", ReadAmount, null);

    /// <summary>A text that people write as a number, too, and that must be given.</summary>
    public static Parameter<string> RequiredAmount(string name, string summary) =>
        new(new FunctionParameter(name, "string", null, summary), "a string", ReadRequiredAmount, "");

    private static bool ReadNames(DataNode node, [NotNullWhen(true)] out DataArray? value)
    {
        value = node switch
        {
            DataString text => Outcomes.Names(
                text.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ),
            DataArray list when list.Items.All(item => item is DataString) => list,
            _ => null,
        };
        return value is not null;
    }

    private static bool ReadPairs(DataNode node, [NotNullWhen(true)] out DataObject? value)
    {
        value = node switch
        {
            DataString text => Parse(text.Value),
            DataObject pairs when pairs.Members.All(member => member.Value is DataString) => pairs,
            _ => null,
        };
        return value is not null;
    }

    private static DataObject? Parse(string text)
    {
        var pairs = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToList();
        return pairs.TrueForAll(pair => pair is [{ Length: > 0 }, _])
            ? new DataObject(pairs.Select(pair => new DataMember(pair[0], pair[1])))
            : null;
    }

    private static bool ReadAmount(DataNode node, [NotNullWhen(true)] out string? value)
    {
        value = node switch
        {
            DataString text => text.Value,
            DataNumber number => number.Text,
            _ => null,
        };
        return value is not null;
    }

    private static bool ReadRequiredAmount(DataNode node, [NotNullWhen(true)] out string? value) =>
        ReadAmount(node, out value) && value.Length > 0;
}
