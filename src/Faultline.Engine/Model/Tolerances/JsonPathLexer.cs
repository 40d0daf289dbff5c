using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>The text of a path to words. Blanks between words mean nothing.</summary>
internal static partial class JsonPathLexer
{
    /// <summary>The words, the last of which is the end.</summary>
    /// <exception cref="JsonPathSyntaxException">A character begins no word.</exception>
    public static ImmutableArray<JsonPathToken> Read(string path)
    {
        var tokens = ImmutableArray.CreateBuilder<JsonPathToken>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] is ' ' or '\t' or '\n' or '\r')
            {
                at++;
                continue;
            }

            var token = ReadToken(path, at);
            tokens.Add(token);
            at += token.Text.Length + (token.Kind == JsonPathTokenKind.Text ? 2 : 0);
        }

        tokens.Add(new JsonPathToken(JsonPathTokenKind.End, "", path.Length + 1));
        return tokens.ToImmutable();
    }

    private static JsonPathToken ReadToken(string path, int at)
    {
        var c = path[at];
        if (c == '_' || char.IsAsciiLetter(c))
        {
            var name = Name().Match(path, at).Value;
            var kind = name is "and" or "or" or "not" or "true" or "false" or "null" ? JsonPathTokenKind.Keyword : JsonPathTokenKind.Name;
            return new JsonPathToken(kind, name, at + 1);
        }

        if (c == '"')
        {
            return ReadText(path, at);
        }

        if (Number().Match(path, at) is { Success: true } number)
        {
            return new JsonPathToken(JsonPathTokenKind.Number, number.Value, at + 1);
        }

        return Symbol().Match(path, at) is { Success: true } symbol
            ? new JsonPathToken(JsonPathTokenKind.Symbol, symbol.Value, at + 1)
            : throw Unexpected(path, at);
    }

    private static JsonPathToken ReadText(string path, int start)
    {
        for (var at = start + 1; at < path.Length; at++)
        {
            switch (path[at])
            {
                case '"':
                    return new JsonPathToken(JsonPathTokenKind.Text, path[(start + 1)..at], start + 1);
                case '\\':
                    at += EscapeLength(path, at) - 1;
                    break;
                case < ' ':
                    throw Wrong("a control character cannot stand in a string", at);
                default:
                    break;
            }
        }

        throw Wrong("the string that begins here has no end", start, "close it with a double quote");
    }

    private static int EscapeLength(string path, int at)
    {
        var escape = Escape().Match(path, at);
        return escape.Success
            ? escape.Length
            : throw Wrong("a backslash must begin one of the escapes of JSON", at, @"write '\\' for a backslash; escapes are not decoded");
    }

    private static JsonPathSyntaxException Unexpected(string path, int at)
    {
        var remedy = path[at] switch
        {
            '\'' => "use double quotes",
            '-' => "write a key that is not a plain name in brackets and double quotes, as in [\"a-b\"]",
            '&' => "write 'and'",
            '|' => "write 'or'",
            '!' => "write 'not', or '!=' to compare",
            '~' => "patterns cannot be matched in a path; use a tolerance of type regex",
            '/' or '+' or '%' or '^' => "there is no arithmetic in a path",
            > '\u007f' => "write a key that is not a plain name in brackets and double quotes, as in [\"a-b\"]",
            _ => null,
        };
        var shown = char.IsHighSurrogate(path[at]) && at + 1 < path.Length ? path.Substring(at, 2) : path[at].ToString();
        return Wrong(shown == "'" ? "unexpected single quote" : $"unexpected character '{shown}'", at, remedy);
    }

    private static JsonPathSyntaxException Wrong(string message, int at, string? remedy = null) =>
        new(new JsonPathError(message, at + 1, remedy));

    [GeneratedRegex("\\G[_A-Za-z][_A-Za-z0-9]*")]
    private static partial Regex Name();

    [GeneratedRegex("\\G-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[Ee][+-]?(?:0|[1-9][0-9]*))?")]
    private static partial Regex Number();

    [GeneratedRegex("\\G(?:\\.\\.|!=|<=|>=|[@$.*=<>{}\\[\\]:,()?])")]
    private static partial Regex Symbol();

    [GeneratedRegex("\\G\\\\(?:[\"\\\\/bfnrt]|u[0-9A-Fa-f]{4})")]
    private static partial Regex Escape();
}
