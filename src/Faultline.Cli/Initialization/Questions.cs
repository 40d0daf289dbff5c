using System.Globalization;

namespace Faultline.Cli.Initialization;

/// <summary>Asks a person at a terminal, again where an answer is none, and takes the end of the answers for a change of mind.</summary>
internal sealed class Questions(TextReader answers, TextWriter output)
{
    /// <summary>Says something.</summary>
    public void Say(string text = "") => output.WriteLine(text);

    /// <summary>Asks for a text.</summary>
    /// <param name="question">The question.</param>
    /// <param name="initial">The answer that an empty line gives; null where there must be one.</param>
    /// <param name="problem">What is wrong with an answer; null where nothing is.</param>
    public string Ask(string question, string? initial = null, Func<string, string?>? problem = null)
    {
        while (true)
        {
            output.Write(string.IsNullOrEmpty(initial) ? $"{question}: " : $"{question} [{initial}]: ");
            output.Flush();
            var line = answers.ReadLine() ?? throw new UserException("There are no more answers, so nothing was written.");
            var answer = line.Trim() is { Length: > 0 } given ? given : initial;
            var wrong = answer is null ? "This needs an answer." : problem?.Invoke(answer);
            if (wrong is null)
            {
                return answer!;
            }

            Say("  " + wrong);
        }
    }

    /// <summary>Asks for yes or no.</summary>
    public bool Confirm(string question, bool initial) =>
        Ask(
                question + (initial ? " [Y/n]" : " [y/N]"),
                "",
                answer => answer.ToUpperInvariant() is "" or "Y" or "YES" or "N" or "NO" ? null : "Answer y or n."
            )
            .ToUpperInvariant() switch
        {
            "" => initial,
            var answer => answer[0] == 'Y',
        };

    /// <summary>Asks for one of several; null for none of them.</summary>
    public int? Choose(string question, IReadOnlyList<string> choices, string none)
    {
        for (var i = 0; i < choices.Count; i++)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"  {i + 1}) {choices[i]}"));
        }

        Say($"  0) {none}");
        var answer = Ask(
            question,
            "0",
            text => Number(text) is { } n && n <= choices.Count ? null : $"Answer with a number from 0 to {choices.Count}."
        );
        return Number(answer) is { } number and > 0 ? number - 1 : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
