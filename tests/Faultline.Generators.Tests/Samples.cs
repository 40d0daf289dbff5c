using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Generators.Tests;

/// <summary>A colour, as people mix it.</summary>
internal enum Colour
{
    Red,
    DeepBlue,
}

/// <summary>An even number, as text or number.</summary>
internal sealed class EvenNumber : ArgumentType<long>
{
    public override string Name => "integer";

    public override string Expected => "an even number";

    public override ImmutableArray<string> Forms => ["integer", "string"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out long value) =>
        ArgumentTypes.WholeNumber.TryRead(node is DataString text ? new DataNumber(text.Value) : node, out value) && value % 2 == 0;
}

/// <summary>A place on a map.</summary>
/// <param name="Latitude">Degrees to the north.</param>
/// <param name="Longitude">Degrees to the east.</param>
[Arguments]
internal sealed record Place(double Latitude, double Longitude = 13.4);

/// <summary>What the functions of a context are called with.</summary>
internal sealed record Context(string Secret) : IFunctionContext;

/// <summary>Functions of every kind of argument, each of which answers what it was given.</summary>
internal static class Samples
{
    /// <summary>Takes one of everything.</summary>
    /// <remarks>It answers <c>a text</c>; see <see cref="Samples"/>, not <see langword="null"/> or <paramref name="wholeNumber"/>.</remarks>
    /// <param name="text">A text.</param>
    /// <param name="wholeNumber">A whole number.</param>
    /// <param name="small">A small one.</param>
    /// <param name="number">A number.</param>
    /// <param name="flag">Yes or no.</param>
    /// <param name="wait">Seconds.</param>
    /// <param name="colour">A colour.</param>
    /// <param name="mapping">Names and values.</param>
    /// <param name="list">Values.</param>
    /// <param name="texts">Texts.</param>
    /// <param name="anything">Anything, null included.</param>
    /// <returns>What was given.</returns>
    /// <exception cref="FunctionFailedException">The text is "bad".</exception>
    [Probe("sample.required")]
    public static string Everything(
        string text,
        long wholeNumber,
        int small,
        double number,
        bool flag,
        TimeSpan wait,
        Colour colour,
        DataObject mapping,
        DataArray list,
        ImmutableArray<string> texts,
        DataNode? anything
    ) =>
        text == "bad"
            ? throw new FunctionFailedException("the text is bad")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{text} {wholeNumber} {small} {number} {flag} {wait} {colour} {mapping} {list} {string.Join('+', texts)} {anything}"
            );

    /// <summary>Takes one of everything, or nothing.</summary>
    /// <param name="text">A text.</param>
    /// <param name="noText">A text.</param>
    /// <param name="wholeNumber">A whole number.</param>
    /// <param name="noNumber">A whole number.</param>
    /// <param name="small">A small one.</param>
    /// <param name="number">A number.</param>
    /// <param name="flag">Yes or no.</param>
    /// <param name="noFlag">Yes or no.</param>
    /// <param name="wait">Seconds.</param>
    /// <param name="colour">A colour.</param>
    /// <param name="texts">Texts.</param>
    /// <param name="anything">Anything.</param>
    [Action("sample.optional", Name = "everything_optional")]
    public static string Optional(
        string text = "a \"quoted\" text",
        string? noText = null,
        long wholeNumber = 5_000_000_000,
        long? noNumber = null,
        int small = -3,
        double number = 0.5,
        bool flag = true,
        bool? noFlag = null,
        TimeSpan? wait = null,
        Colour colour = Colour.DeepBlue,
        ImmutableArray<string> texts = default,
        DataNode? anything = null
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{text} {noText ?? "-"} {wholeNumber} {noNumber} {small} {number} {flag} {noFlag} {wait} {colour} {texts.Length} {anything}"
        );

    /// <summary>Goes somewhere.</summary>
    /// <param name="place">Where to.</param>
    /// <param name="steps">How many steps.</param>
    [Action("sample.places", Check = nameof(CheckSteps))]
    [Alias("sample.old", "walk", IsDeprecated = true, Without = "steps")]
    [Alias("sample.places", "stroll")]
    public static Task<DataObject> GoAsync(Place place, [Reads<EvenNumber>] long steps = 2) =>
        Task.FromResult(DataObject.Of(("latitude", place.Latitude), ("longitude", place.Longitude), ("steps", steps)));

    /// <summary>Answers what only the context knows.</summary>
    /// <param name="word">The word.</param>
    [Probe("sample.context")]
    public static bool Knows(Context context, FunctionCall call, string word, CancellationToken stop) =>
        !stop.IsCancellationRequested && context.Secret == word && call.Arguments.Has("word");

    /// <summary>Finds too many steps.</summary>
    internal static IEnumerable<CallProblem> CheckSteps(KnownArguments arguments)
    {
        if (arguments.TryGet("steps", out long steps) && steps > 100)
        {
            yield return arguments.Error("steps", $"{steps} steps are too many", "take a bus");
        }
    }
}

/// <summary>Functions of an object.</summary>
internal sealed class Counter
{
    private long _count;

    /// <summary>Counts on.</summary>
    /// <param name="by">By how much.</param>
    /// <returns>The sum so far.</returns>
    [Action("sample.counter")]
    public long Add(long by = 1) => _count += by;

    /// <summary>Begins again at 0.</summary>
    [Action("sample.counter", Instead = "sample.counter.add")]
    public void Clear() => _count = 0;

    /// <summary>Waits until the token says so.</summary>
    [Probe("sample.counter")]
    public static Task WaitAsync(CancellationToken stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
}
