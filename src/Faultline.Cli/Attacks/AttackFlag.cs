using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks;

/// <summary>Makes the flags of attacks. Each says what is wrong with every value that it is given, and what to write instead.</summary>
internal static class AttackFlag
{
    /// <summary>A flag that takes several values: separated by commas, given several times, or both.</summary>
    /// <param name="name">The long name.</param>
    /// <param name="letter">The short name; null where there is none.</param>
    /// <param name="description">What it says.</param>
    /// <param name="helpName">What a value is called.</param>
    /// <param name="problem">What is wrong with one value, and what to write; null where nothing is.</param>
    /// <param name="initial">What counts where it is not given.</param>
    public static Option<string[]> List(
        string name,
        string? letter,
        string description,
        string helpName,
        Func<string, string?> problem,
        string[]? initial = null
    )
    {
        var option = new Option<string[]>(name, letter is null ? [] : [letter])
        {
            Description = description + " Repeatable, or with commas.",
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                var values = Split(result.Tokens);
                foreach (var wrong in values.Select(problem).OfType<string>())
                {
                    result.AddError($"Invalid value for '{name}': {wrong}");
                }

                if (values.Length == 0)
                {
                    result.AddError($"Invalid value for '{name}': it is empty. Write one, or several with commas between them.");
                }

                return values;
            },
        };
        if (initial is not null)
        {
            option.DefaultValueFactory = _ => initial;
        }

        return option;
    }

    /// <summary>A flag that takes a whole number.</summary>
    public static Option<long> Whole(
        string name,
        string? letter,
        string description,
        string helpName,
        long initial,
        long least,
        long most = int.MaxValue
    ) =>
        new(name, letter is null ? [] : [letter])
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => initial,
            CustomParser = result => Number(result, name, least, most) ?? initial,
        };

    /// <summary>A flag that takes a whole number, and means something by not being given.</summary>
    public static Option<long?> OptionalWhole(string name, string? letter, string description, string helpName, long least, long most) =>
        new(name, letter is null ? [] : [letter])
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Number(result, name, least, most),
        };

    /// <summary>A flag that takes a text.</summary>
    public static Option<string?> Text(string name, string? letter, string description, string helpName, Func<string, string?> problem) =>
        new(name, letter is null ? [] : [letter])
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (problem(text) is { } wrong)
                {
                    result.AddError($"Invalid value for '{name}': {wrong}");
                }

                return text;
            },
        };

    /// <summary>A flag that is given or not.</summary>
    public static Option<bool> Switch(string name, string? letter, string description) =>
        new(name, letter is null ? [] : [letter]) { Description = description };

    /// <summary>The values of a flag as a list of texts; null where there are none.</summary>
    public static DataNode? Texts(string[]? values) =>
        values is { Length: > 0 } ? DataArray.Of(values.Select(value => (DataNode)value)) : null;

    /// <summary>An object of those members that have a value.</summary>
    public static DataObject Arguments(params (string Key, DataNode? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => new DataMember(member.Key, member.Value!)));

    private static string[] Split(IEnumerable<Token> tokens) =>
        [.. tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static long? Number(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        var range = most == int.MaxValue ? $"from {least} on" : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
        result.AddError($"Invalid value for '{name}': '{text}' is not a whole number {range}.");
        return null;
    }
}
