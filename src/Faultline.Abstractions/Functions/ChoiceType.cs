using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>One of some words, each of which stands for a value.</summary>
/// <param name="choices">The words and their values.</param>
public sealed class ChoiceType<T>(params ImmutableArray<(string Word, T Value)> choices) : ArgumentType<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override string Name => "string";

    /// <inheritdoc/>
    public override string Expected => "one of " + string.Join(", ", choices.Select(choice => $"'{choice.Word}'"));

    /// <inheritdoc/>
    public override ImmutableArray<string> Choices => [.. choices.Select(choice => choice.Word)];

    /// <inheritdoc/>
    public override bool TryRead(DataNode node, out T value)
    {
        foreach (var (word, meant) in choices)
        {
            if (node is DataString text && text.Value == word)
            {
                value = meant;
                return true;
            }
        }

        value = default;
        return false;
    }
}
