using System.Globalization;
using Faultline.Engine.Model;

namespace Faultline.Cli.Rendering.Live;

/// <summary>Draws a run's state as lines; the same state, moment and size give the same lines.</summary>
internal sealed class LiveText(LiveStyle style)
{
    /// <summary>Narrower than this, nothing that is drawn would help.</summary>
    public const int LeastWidth = 20;

    private const int MostProbes = 6;
    private const int MostRunning = 5;

    /// <summary>The lines, each at most <paramref name="width"/> columns, and at most <paramref name="height"/> of them.</summary>
    public IReadOnlyList<string> Draw(LiveState state, DateTimeOffset now, int width, int height)
    {
        if (state.Start is not { } start || width < LeastWidth)
        {
            return [];
        }

        IEnumerable<string> lines =
        [
            Head(state, (state.End?.At ?? now) - start, width),
            Phases(state, width),
            .. Watch(state, width),
            .. Probes(state, width),
            .. Running(state, now, width),
            .. Ending(state, width),
        ];
        return [.. lines.Take(height)];
    }

    private string Head(LiveState state, TimeSpan elapsed, int width)
    {
        var clock = " " + SpanText.Clock(elapsed) + " ";
        var title = CellText.Fit(state.Title, width - clock.Length - 8, style.Cut);
        var rule = Math.Max(1, width - CellText.Width(title) - clock.Length - 6);
        return style.Faint(new string(style.Rule, 2))
            + " "
            + style.Bold(title)
            + " "
            + style.Faint(new string(style.Rule, rule))
            + clock
            + style.Faint(style.Rule.ToString());
    }

    private string Phases(LiveState state, int width)
    {
        (string Name, LivePhase Phase)[] phases =
        [
            .. state.HasHypothesis ? [("gate", state.Gate)] : Array.Empty<(string, LivePhase)>(),
            ("method", state.Method),
            .. state.HasHypothesis ? [("hypothesis", state.Hypothesis)] : Array.Empty<(string, LivePhase)>(),
            .. state.Rollbacks.Steps > 0 ? [("rollbacks", state.Rollbacks)] : Array.Empty<(string, LivePhase)>(),
        ];
        // Colours count no columns, so what does not fit is left off by whole phases.
        var (line, taken) = ("  ", 2);
        foreach (var (name, phase) in phases)
        {
            var steps = phase is { State: LivePhaseState.Running, Steps: > 0 }
                ? string.Create(CultureInfo.InvariantCulture, $" {Math.Min(phase.Begun, phase.Steps)}/{phase.Steps}")
                : "";
            var text = $"{Sign(phase.State)} {name}{steps}";
            if (taken + text.Length + 3 > width)
            {
                break;
            }

            line += Toned(phase.State, text) + "   ";
            taken += text.Length + 3;
        }

        return line.TrimEnd();
    }

    private IEnumerable<string> Watch(LiveState state, int width)
    {
        if (state.Frequency is not { } frequency)
        {
            yield break;
        }

        var (all, missed) = state.Evaluations;
        var text = string.Create(CultureInfo.InvariantCulture, $"  every {frequency.TotalSeconds:0.##} s: {all - missed} of {all} met  ");
        var room = Math.Max(0, width - text.Length);
        yield return width < text.Length
            ? CellText.Fit(text, width, style.Cut)
            : text
                + string.Concat(
                    state.Recent.TakeLast(room).Select(met => met ? style.Green(style.Good.ToString()) : style.Red(style.Bad.ToString()))
                );
    }

    private IEnumerable<string> Probes(LiveState state, int width)
    {
        var names = Math.Min(state.Probes.Select(probe => CellText.Width(probe.Name)).DefaultIfEmpty(0).Max(), width / 2);
        foreach (var probe in state.Probes.Take(MostProbes))
        {
            var name = CellText.Fit(probe.Name, names, style.Cut);
            var took = probe.Took is { } span ? "  " + SpanText.Short(span) : "";
            var value = CellText.Fit(probe.Value ?? "", Math.Max(0, width - names - took.Length - 6), style.Cut);
            var sign = (probe.Met, probe.Value) switch
            {
                (true, _) => style.Green(style.Good.ToString()),
                (false, _) => style.Red(style.Bad.ToString()),
                (null, null) => style.Running.ToString(),
                _ => "?",
            };
            yield return $"  {sign} {name}{new string(' ', names - CellText.Width(name))}  {value}{style.Faint(took)}".TrimEnd();
        }

        if (state.Probes.Count > MostProbes)
        {
            yield return CellText.Fit($"    and {state.Probes.Count - MostProbes} more probes", width, style.Cut);
        }
    }

    private IEnumerable<string> Running(LiveState state, DateTimeOffset now, int width)
    {
        var lines = Doing.Of(state, now).ToList();
        foreach (var doing in lines.Take(MostRunning))
        {
            var clock = "  " + doing.Clock;
            var text = CellText.Fit($"  {style.Running} {doing.Short}", width - clock.Length, style.Cut);
            yield return text + clock;
        }

        if (lines.Count > MostRunning)
        {
            yield return CellText.Fit($"    and {lines.Count - MostRunning} more", width, style.Cut);
        }
    }

    private IEnumerable<string> Ending(LiveState state, int width)
    {
        if (state.End is { Result: var result })
        {
            var text = CellText.Fit(
                $"  {result.Verdict.Name()}, undo {result.Undo.Name()} (exit code {result.ExitCode})",
                width,
                style.Cut
            );
            yield return result.ExitCode == 0 ? style.Green(text) : style.Red(text);
        }
        else if (state.Stop is { } stop)
        {
            var text = stop.Again ? "  stopping at once" : "  stopping: rollbacks are played first, where the strategy has them played";
            yield return style.Yellow(CellText.Fit(text, width, style.Cut));
        }
    }

    private char Sign(LivePhaseState phase) =>
        phase switch
        {
            LivePhaseState.Running => style.Running,
            LivePhaseState.Done => style.Good,
            LivePhaseState.Missed => style.Bad,
            LivePhaseState.Skipped => style.Skipped,
            _ => style.Ahead,
        };

    private string Toned(LivePhaseState phase, string text) =>
        phase switch
        {
            LivePhaseState.Running => style.Bold(text),
            LivePhaseState.Done => style.Green(text),
            LivePhaseState.Missed => style.Red(text),
            _ => style.Faint(text),
        };
}
