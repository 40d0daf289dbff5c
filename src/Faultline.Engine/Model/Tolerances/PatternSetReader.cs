using System.Collections.Immutable;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Reads a set in brackets.</summary>
internal sealed class PatternSetReader(PatternTokens tokens, PatternEscapes escapes)
{
    /// <summary>The set whose opening bracket was taken.</summary>
    public PatternSet Read()
    {
        var negated = tokens.Accept("^");
        var items = ImmutableArray.CreateBuilder<PatternSetItem>();
        while (true)
        {
            var word = TakeWord();
            if (word == "]" && items.Count > 0)
            {
                return new PatternSet(negated, items.ToImmutable());
            }

            var item = ReadItem(word);
            if (!tokens.Accept("-"))
            {
                items.Add(item);
                continue;
            }

            var end = TakeWord();
            if (end == "]")
            {
                items.Add(item);
                items.Add(PatternSetItem.Of('-'));
                return new PatternSet(negated, items.ToImmutable());
            }

            items.Add(Range(item, word, ReadItem(end), end));
        }
    }

    private static PatternSetItem Range(PatternSetItem first, string firstWord, PatternSetItem last, string lastWord) =>
        first.Class is null && last.Class is null && first.First <= last.First
            ? new PatternSetItem(first.First, last.First)
            : throw new PatternSyntaxException($"bad character range {firstWord}-{lastWord}");

    private PatternSetItem ReadItem(string word) =>
        word[0] == '\\' ? escapes.ReadInSet(word) : PatternSetItem.Of(PatternText.CodePoint(word));

    private string TakeWord() => tokens.Take() ?? throw new PatternSyntaxException("unterminated character set");
}
