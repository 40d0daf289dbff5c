using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// A regular expression as Python 3.11's <c>re</c> understands it, searched for anywhere in a text. What .NET alone knows
/// (<c>(?&lt;name>...)</c>, <c>\p{L}</c>, ...) is refused as Python refuses it; characters by name (<c>\N{...}</c>) are not supported.
/// </summary>
internal sealed class PythonPattern
{
    /// <summary>How long one search may take where nothing else is said.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(5);

    private readonly string _pattern;
    private readonly Regex _units;
    private readonly Lazy<Regex> _pairs;

    private PythonPattern(string pattern, PatternNode syntax, PatternFlags flags, TimeSpan timeLimit)
    {
        _pattern = pattern;
        _units = Translate(withPairs: false);
        _pairs = new Lazy<Regex>(() => Translate(withPairs: true));

        Regex Translate(bool withPairs) => new(new PatternWriter(withPairs).Write(syntax, flags), RegexOptions.CultureInvariant, timeLimit);
    }

    /// <summary>Reads a pattern; where Python would refuse it, <paramref name="reason"/> is Python's.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="parsed">The pattern, ready to search; null where it is none.</param>
    /// <param name="reason">Why it is none, such as "unterminated character set".</param>
    /// <param name="timeLimit">How long one search may take; by default <see cref="DefaultTimeLimit"/>.</param>
    public static bool TryCreate(
        string pattern,
        [NotNullWhen(true)] out PythonPattern? parsed,
        [NotNullWhen(false)] out string? reason,
        TimeSpan? timeLimit = null
    )
    {
        try
        {
            var (syntax, flags) = new PatternParser(pattern).Parse();
            parsed = new PythonPattern(pattern, syntax, flags, timeLimit ?? DefaultTimeLimit);
            reason = null;
            return true;
        }
        catch (PatternSyntaxException e)
        {
            parsed = null;
            reason = e.Message;
            return false;
        }
    }

    /// <summary>Whether the pattern matches anywhere in the text, as <c>re.search</c> tells.</summary>
    /// <exception cref="ToleranceLimitException">The search took longer than its limit.</exception>
    public bool IsFoundIn(string text)
    {
        try
        {
            return (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? _units : _pairs.Value).IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ToleranceLimitException(
                FormattableString.Invariant(
                    $"the pattern '{_pattern}' was searched for longer than {e.MatchTimeout.TotalSeconds:0.###} s in a text of {text.Length:N0} characters; make it simpler, without repeats inside repeats"
                )
            );
        }
    }
}
