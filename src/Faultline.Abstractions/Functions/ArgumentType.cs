using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>What an argument may be.</summary>
public abstract class ArgumentType
{
    private protected ArgumentType() { }

    /// <summary>Its word: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>mapping</c>, <c>object</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What a value should be, for messages: "an integer".</summary>
    public abstract string Expected { get; }

    /// <summary>The values that there are; empty where they are not numbered.</summary>
    public virtual ImmutableArray<string> Choices => [];

    /// <summary>Words for the kinds of values that it takes, where <see cref="Name"/> is not the only one.</summary>
    public virtual ImmutableArray<string> Forms => [Name];

    /// <summary>Whether the value is one.</summary>
    public abstract bool Fits(DataNode value);

    /// <summary>What is wrong with a value, and what to do; null where it fits. A null fits: it counts as left out.</summary>
    /// <param name="name">The argument's name.</param>
    /// <param name="value">The value.</param>
    public Activities.CallProblem? Problem(string name, DataNode value)
    {
        if (value is DataNull || Fits(value))
        {
            return null;
        }

        var remedy =
            value is DataString && Name is ("integer" or "number" or "boolean")
                ? "write it without quotes; for a variable from the environment, give the variable an env_var_type"
                : (value is DataString word ? Suggestion.Sentence(word.Value, Choices) : null) ?? $"give {Expected}";
        return new Activities.CallProblem($"the argument '{name}' should be {Expected}, but is {value.Kind}: {value}")
        {
            Where = value,
            Remedy = remedy,
        };
    }
}

/// <summary>What an argument may be that is a <typeparamref name="T"/> in code. Derive from it for a form of your own.</summary>
public abstract class ArgumentType<T> : ArgumentType
{
    /// <summary>Reads a value; false where it is none.</summary>
    public abstract bool TryRead(DataNode node, [MaybeNullWhen(false)] out T value);

    /// <inheritdoc/>
    public sealed override bool Fits(DataNode value) => TryRead(value, out _);

    /// <summary>The argument's value; false where it is left out or null.</summary>
    /// <param name="arguments">Arguments without a <see cref="ArgumentType.Problem"/>.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="value">Its value.</param>
    public bool IsGiven(DataObject arguments, string name, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return arguments[name] is { } node and not DataNull && TryRead(node, out value);
    }
}
