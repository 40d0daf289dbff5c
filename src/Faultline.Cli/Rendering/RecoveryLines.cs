using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Rendering;

/// <summary>What a recovery found and did, in lines for a person.</summary>
internal static class RecoveryLines
{
    /// <summary>What is left.</summary>
    public static void Write(TextWriter output, Leftover leftover)
    {
        output.WriteLine($"Run {leftover.Run}");
        foreach (var effect in leftover.Effects)
        {
            output.WriteLine($"  {Name(effect)}: {UndoRecordText.Name(effect.Phase)}");
            WriteCommands(output, effect);
        }

        foreach (var problem in leftover.Problems)
        {
            output.WriteLine(
                problem.Line == 0 ? $"  Its log can't be read: {problem.Message}"
                : problem.IsTornEnd ? "  The last line of its log was never finished; nothing depended on it."
                : $"  Line {problem.Line} of its log can't be used, and may have named more: {problem.Message}."
            );
        }

        output.WriteLine($"  {Count(leftover.Effects.Length)} would be put back.");
    }

    /// <summary>What was done.</summary>
    public static void Write(TextWriter output, Recovered recovered)
    {
        output.WriteLine($"Run {recovered.Run}");
        foreach (var effect in recovered.Effects)
        {
            output.WriteLine($"  {Name(effect)}: {(effect.IsOpen ? "NOT put back" : "put back")}: {effect.Message}");
            if (effect.IsOpen)
            {
                WriteCommands(output, effect);
            }
        }

        foreach (var problem in recovered.Problems)
        {
            output.WriteLine($"  {char.ToUpperInvariant(problem[0])}{problem[1..]}");
        }

        var done = recovered.Effects.Count(effect => !effect.IsOpen);
        output.WriteLine(
            recovered.Effects.IsEmpty ? "  Nothing was left to put back."
            : done == recovered.Effects.Length ? $"  {Count(done)} put back."
            : $"  {done} of {Count(recovered.Effects.Length)} put back."
        );
        if (!recovered.IsComplete)
        {
            output.WriteLine($"  Once the rest is put back by hand, 'faultline recover {recovered.Run} --forget' takes it off the record.");
        }
    }

    private static void WriteCommands(TextWriter output, UndoEntry.Effect effect)
    {
        foreach (var command in effect.ForAPerson)
        {
            output.WriteLine($"    by hand: {command}");
        }

        if (effect.Record.Irreversible is { } why)
        {
            output.WriteLine($"    can't be undone: {why}");
        }
    }

    private static string Name(UndoEntry.Effect effect) => $"{effect.Record.What} [{effect.Record.Id}]";

    private static string Count(int count) => count == 1 ? "1 effect" : $"{count} effects";
}
