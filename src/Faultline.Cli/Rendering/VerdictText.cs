using Faultline.Engine.Model;

namespace Faultline.Cli.Rendering;

/// <summary>The end of a run as a line of the log, with its reasons.</summary>
internal static class VerdictText
{
    public static (LogLevel Level, string Text) Of(RunResult result)
    {
        var reasons = string.Concat(result.Reasons.Select(reason => $"\n- {reason.Message}"));
        var undo = result.Undo switch
        {
            UndoState.NothingToUndo => "nothing to undo",
            UndoState.Complete => "undo complete",
            UndoState.Skipped => "rollbacks not played",
            UndoState.Incomplete => "UNDO INCOMPLETE",
            _ => throw new System.Diagnostics.UnreachableException(result.Undo.ToString()),
        };
        var level =
            result.Undo == UndoState.Incomplete ? LogLevel.Critical
            : result.ExitCode == 0 ? LogLevel.Info
            : LogLevel.Warning;
        return (level, $"Verdict: {result.Verdict.Name()}, {undo} (exit code {result.ExitCode}){reasons}");
    }
}
