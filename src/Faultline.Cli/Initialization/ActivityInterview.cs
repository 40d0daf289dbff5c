using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Initialization;

/// <summary>Asks for one activity.</summary>
/// <param name="questions">Who is asked.</param>
/// <param name="functions">The functions to choose from.</param>
/// <param name="problems">What is wrong with an activity, as lines.</param>
internal sealed class ActivityInterview(
    Questions questions,
    ImmutableArray<KnownFunction> functions,
    Func<DataObject, Task<ImmutableArray<string>>> problems
)
{
    private const int MostShown = 30;

    /// <summary>Asks for activities until there are enough.</summary>
    /// <param name="what">What they are, such as "probe of the hypothesis".</param>
    /// <param name="isProbe">Whether they are probes; null where both will do.</param>
    /// <param name="hasTolerance">Whether each says what it must find.</param>
    /// <param name="secrets">The groups of secrets that there are.</param>
    public async Task<DataArray> AskAllAsync(string what, bool? isProbe, bool hasTolerance, ImmutableArray<string> secrets)
    {
        var all = new List<DataNode>();
        while (true)
        {
            questions.Say();
            var kind = questions.Choose(
                all.Count == 0 ? $"What is the first {what}?" : $"And the next {what}?",
                ["a function of Faultline or of a discovered extension", "an HTTP call", "a program"],
                all.Count == 0 ? "none" : "no more"
            );
            if (kind is null)
            {
                return DataArray.Of(all);
            }

            if (Ask(kind.Value, isProbe, hasTolerance, secrets) is not { } activity)
            {
                continue;
            }

            var wrong = await problems(activity);
            if (wrong.IsEmpty)
            {
                all.Add(activity);
                continue;
            }

            questions.Say("This would not be valid, so it was left out:");
            foreach (var line in wrong)
            {
                questions.Say("  " + line);
            }
        }
    }

    private DataObject? Ask(int kind, bool? isProbe, bool hasTolerance, ImmutableArray<string> secrets)
    {
        var function = kind == 0 ? ChooseFunction(isProbe) : null;
        if (kind == 0 && function is null)
        {
            return null;
        }

        var probe = isProbe ?? function?.IsProbe ?? !questions.Confirm("Does it change the system?", initial: kind != 1);
        var name = questions.Ask("Its name", function?.Name.Replace('_', '-'));
        var provider = kind switch
        {
            0 => Function(function!),
            1 => Http(),
            _ => Program(),
        };
        if (secrets.Length > 0 && kind == 0)
        {
            var group = questions.Choose("Which secrets does it get?", secrets, "none");
            provider = group is null ? provider : provider.With("secrets", DataArray.Of([secrets[group.Value]]));
        }

        var activity = DataObject.Of(("type", probe ? "probe" : "action"), ("name", name));
        activity = hasTolerance ? activity.With("tolerance", Tolerance(kind)) : activity;
        activity = activity.With("provider", provider);
        if (!hasTolerance && AskOptional("Seconds to pause after it", "number") is { } pause)
        {
            activity = activity.With("pauses", DataObject.Of(("after", pause)));
        }

        return activity;
    }

    private KnownFunction? ChooseFunction(bool? isProbe)
    {
        var fitting = functions.Where(function => isProbe is null || function.IsProbe == isProbe).ToList();
        while (true)
        {
            var text = questions.Ask("Which function? Give its name or a part of it, or nothing to go back", "");
            if (text.Length == 0)
            {
                return null;
            }

            if (fitting.FirstOrDefault(function => function.FullName == text) is { } exact)
            {
                return exact;
            }

            var found = fitting
                .Where(function =>
                    function.FullName.Contains(text, StringComparison.OrdinalIgnoreCase)
                    || function.Summary.Contains(text, StringComparison.OrdinalIgnoreCase)
                )
                .ToList();
            if (found.Count is 0 or > MostShown)
            {
                questions.Say(
                    found.Count > 0
                        ? $"  {found.Count} functions fit '{text}': give more of the name."
                        : $"  Nothing fits '{text}'. {Suggestion.Sentence(text, fitting.Select(f => f.Name))}".TrimEnd()
                );
                continue;
            }

            var chosen = questions.Choose(
                "Which one?",
                [.. found.Select(function => $"{function.FullName}  {function.Summary}")],
                "another one"
            );
            if (chosen is not null)
            {
                return found[chosen.Value];
            }
        }
    }

    private DataObject Function(KnownFunction function)
    {
        var arguments = DataObject.Empty;
        foreach (var parameter in function.Parameters)
        {
            var question =
                $"{parameter.Name} ({parameter.Type ?? "any"}){(parameter.Summary.Length > 0 ? ", " + parameter.Summary.TrimEnd('.') : "")}";
            if (parameter.Default is { } initial)
            {
                var answer = AskOptional(initial is DataNull ? question : $"{question} [{PythonText.Str(initial)}]", parameter.Type);
                arguments = answer is null ? arguments : arguments.With(parameter.Name, answer);
            }
            else
            {
                arguments = arguments.With(parameter.Name, AskValue(question, parameter.Type));
            }
        }

        return DataObject.Of(("type", "python"), ("module", function.Module), ("func", function.Name), ("arguments", arguments));
    }

    private DataObject Http()
    {
        var address = questions.Ask(
            "The address",
            null,
            text =>
                text.Contains("${", StringComparison.Ordinal) || IsAddress(text)
                    ? null
                    : "Give an address that begins with http:// or https://."
        );
        var method = questions
            .Ask("The method", "GET", text => text.All(char.IsAsciiLetter) ? null : "Give a method such as GET or POST.")
            .ToUpperInvariant();
        var provider = DataObject.Of(("type", "http"), ("url", address));
        provider = method == "GET" ? provider : provider.With("method", method);
        if (method is not ("GET" or "HEAD" or "DELETE") && AskOptional("What is sent, as JSON", "object") is { } body)
        {
            provider = provider.With("headers", DataObject.Of(("Content-Type", "application/json"))).With("arguments", body);
        }

        return provider.With("timeout", AskValue("Seconds to wait for the answer", "number", "3"));
    }

    private DataObject Program()
    {
        var path = questions.Ask("The program");
        var provider = DataObject.Of(("type", "process"), ("path", path));
        var arguments = questions.Ask("Its arguments", "");
        provider = arguments.Length == 0 ? provider : provider.With("arguments", arguments);
        return AskOptional("Seconds that it may take", "number") is { } timeout ? provider.With("timeout", timeout) : provider;
    }

    // Typed, so that true is true and 200 is a number.
    private DataNode Tolerance(int kind) =>
        kind switch
        {
            1 => AskValue("Which status must it answer? A number, or a list such as [200, 204]", null, "200"),
            2 => AskValue("Which exit code must it end with?", "integer", "0"),
            _ => AskValue(
                "What must it find? JSON, such as true, 3, \"Running\" or {\"type\": \"range\", \"range\": [1, 5]}",
                null,
                "true"
            ),
        };

    private DataNode? AskOptional(string question, string? type)
    {
        var answer = questions.Ask(
            question,
            "",
            text => text.Length == 0 || AnswerValue.Of(text, type) is not null ? null : AnswerValue.Hint(type)
        );
        return answer.Length == 0 ? null : AnswerValue.Of(answer, type);
    }

    private DataNode AskValue(string question, string? type, string? initial = null) =>
        AnswerValue.Of(
            questions.Ask(question, initial, text => AnswerValue.Of(text, type) is not null ? null : AnswerValue.Hint(type)),
            type
        )!;

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
