using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>
/// Replaces <c>${name}</c> and <c>$name</c> in texts, the way Python's <c>string.Template.safe_substitute</c> does (reference
/// specification §8): configuration first, then each group of secrets; one pass; what is unknown or malformed stays as it is.
/// </summary>
public sealed class Substitution(DataObject configuration, DataObject secrets)
{
    /// <summary>Whether there is any value at all; without one, the arguments of activities are not even looked at.</summary>
    public bool IsEmpty => configuration.Members.Length == 0 && secrets.Members.Length == 0;

    /// <summary>The same with a mask in place of every secret, however short: for what is shown and written down.</summary>
    public Substitution Masked => field ??= new Substitution(configuration, (DataObject)SecretMask.HideAll(secrets));

    /// <summary>Whether a secret would be put into the value, in lists and objects at any depth.</summary>
    public bool TakesSecret(DataNode node) => secrets.Members.Length > 0 && TakesSecretDeep(node);

    private bool TakesSecretDeep(DataNode node) =>
        node switch
        {
            DataString text => VariableName.In(text.Value).Any(name => !configuration.Has(name) && Find(name) is not null),
            DataArray list => list.Items.Any(TakesSecretDeep),
            DataObject mapping => mapping.Members.Any(member => TakesSecretDeep(member.Value)),
            _ => false,
        };

    /// <summary>
    /// The value with its variables replaced, in lists and objects at any depth (not in keys). A text that is a single
    /// <c>${name}</c> becomes the value itself, of whatever type.
    /// </summary>
    public DataNode Apply(DataNode node) =>
        node switch
        {
            DataString text => Apply(text),
            DataArray list => new DataArray([.. list.Items.Select(Apply)], list.Position),
            DataObject mapping => new DataObject(mapping.Members.Select(m => m with { Value = Apply(m.Value) }), mapping.Position),
            _ => node,
        };

    /// <summary>The provider object of an activity with the variables of the given fields replaced.</summary>
    public DataObject Apply(DataObject provider, IReadOnlyList<string> fields)
    {
        foreach (var field in fields)
        {
            // Where nothing can be replaced, the reference leaves arguments alone: "$$" stays "$$".
            if (provider.TryGet(field, out var value) && !(field == "arguments" && IsEmpty))
            {
                provider = provider.With(field, Apply(value));
            }
        }

        return provider;
    }

    private DataNode Apply(DataString node)
    {
        var text = node.Value;
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return node;
        }

        if (
            text.StartsWith("${", StringComparison.Ordinal)
            && VariableName.Length(text, 2) is var length and > 0
            && text.Length == length + 3
            && text[^1] == '}'
        )
        {
            return Find(text.Substring(2, length)) ?? node;
        }

        var builder = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            i += text[i] == '$' ? Replace(builder, text, i) : Copy(builder, text[i]);
        }

        return new DataString(builder.ToString(), node.Position);
    }

    private static int Copy(StringBuilder builder, char character)
    {
        builder.Append(character);
        return 0;
    }

    // Writes what the dollar at the place stands for; answers how many characters beyond it were used.
    private int Replace(StringBuilder builder, string text, int at)
    {
        if (at + 1 < text.Length && text[at + 1] == '$')
        {
            builder.Append('$');
            return 1;
        }

        var braced = at + 1 < text.Length && text[at + 1] == '{';
        var start = at + (braced ? 2 : 1);
        var length = VariableName.Length(text, start);
        var closed = !braced || (start + length < text.Length && text[start + length] == '}');
        if (length == 0 || !closed || Find(text.Substring(start, length)) is not { } value)
        {
            builder.Append('$');
            return 0;
        }

        builder.Append(PythonText.Str(value));
        return start + length - at - (braced ? 0 : 1);
    }

    private DataNode? Find(string name) =>
        configuration[name]
        ?? secrets.Members.Select(group => (group.Value as DataObject)?[name]).FirstOrDefault(value => value is not null);
}
