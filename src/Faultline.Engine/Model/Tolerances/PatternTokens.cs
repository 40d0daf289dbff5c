using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// A pattern as Python reads it: characters, of which a backslash takes the next with it, always one of them read ahead (so that a
/// backslash at the end is reported before an error just before it).
/// </summary>
internal sealed class PatternTokens
{
    private readonly string[] _characters;
    private int _ahead;

    public PatternTokens(string pattern)
    {
        _characters = [.. Split(pattern)];
        Read();
    }

    /// <summary>The token that is not taken yet; null at the end.</summary>
    public string? Next { get; private set; }

    /// <summary>Where the next token begins, in characters.</summary>
    public int Position =>
        _ahead
        - (
            Next is null ? 0
            : Next[0] == '\\' ? 2
            : 1
        );

    public string? Take()
    {
        var token = Next;
        Read();
        return token;
    }

    public bool Accept(string token)
    {
        if (!string.Equals(Next, token, StringComparison.Ordinal))
        {
            return false;
        }

        Read();
        return true;
    }

    public void Return(int position)
    {
        _ahead = position;
        Read();
    }

    public string TakeWhile(int most, Func<char, bool> isWanted)
    {
        var taken = new StringBuilder();
        while (taken.Length < most && Next is [var c] && isWanted(c))
        {
            taken.Append(Take());
        }

        return taken.ToString();
    }

    /// <summary>The name up to a terminator, which is taken too.</summary>
    /// <param name="terminator">The token that ends the name.</param>
    /// <param name="what">What the name is of, in messages.</param>
    public string TakeName(string terminator, string what)
    {
        var name = new StringBuilder();
        while (true)
        {
            var token = Take();
            if (token is null)
            {
                throw new PatternSyntaxException(name.Length == 0 ? $"missing {what}" : $"missing {terminator}, unterminated name");
            }

            if (token == terminator)
            {
                return name.Length == 0 ? throw new PatternSyntaxException($"missing {what}") : name.ToString();
            }

            name.Append(token);
        }
    }

    private void Read()
    {
        if (_ahead >= _characters.Length)
        {
            Next = null;
            return;
        }

        Next = _characters[_ahead++];
        if (Next == @"\")
        {
            Next += _ahead < _characters.Length ? _characters[_ahead++] : throw new PatternSyntaxException("bad escape (end of pattern)");
        }
    }

    private static IEnumerable<string> Split(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            yield return isPair ? text.Substring(i++, 2) : text[i].ToString();
        }
    }
}
