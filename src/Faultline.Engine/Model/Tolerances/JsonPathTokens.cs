using System.Collections.Immutable;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>A walk over the words of a path that counts how deep it is nested.</summary>
internal sealed class JsonPathTokens(ImmutableArray<JsonPathToken> tokens)
{
    /// <summary>How deep filters, parentheses, literals and paths may nest within each other.</summary>
    public const int MaxDepth = 100;

    private int _at;
    private int _depth;

    public JsonPathToken Current => tokens[_at];

    public JsonPathToken Take() => tokens[Current.Kind == JsonPathTokenKind.End ? _at : _at++];

    /// <summary>Whether the current word is this punctuation mark, operator or keyword.</summary>
    public bool Sees(string word) =>
        Current.Kind is JsonPathTokenKind.Symbol or JsonPathTokenKind.Keyword
        && string.Equals(Current.Text, word, StringComparison.Ordinal);

    /// <summary>Takes the word if it is the current one.</summary>
    public bool Accept(string word)
    {
        var seen = Sees(word);
        _at += seen ? 1 : 0;
        return seen;
    }

    public void Expect(string word, string? remedy = null)
    {
        if (!Accept(word))
        {
            throw Unexpected($"'{word}'", remedy);
        }
    }

    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
        {
            throw Wrong(FormattableString.Invariant($"the path nests deeper than {MaxDepth} levels"), "split it");
        }

        var result = parse();
        _depth--;
        return result;
    }

    /// <summary>The current word is not what should stand here.</summary>
    public JsonPathSyntaxException Unexpected(string expected, string? remedy = null) =>
        Wrong($"expected {expected} but found {Current.Shown}", remedy);

    public JsonPathSyntaxException Wrong(string message, string? remedy = null) => Wrong(message, Current, remedy);

    public static JsonPathSyntaxException Wrong(string message, JsonPathToken token, string? remedy) =>
        new(new JsonPathError(message, token.Column, remedy));
}
