using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Addons;

/// <summary>
/// <c>chaosaddons.controls.safeguards</c>: probes that must be in their tolerance for the run to begin, or to go on. One with a
/// <c>frequency</c> is asked again and again, one in the <c>background</c> once beside the run, any other once before it.
/// </summary>
internal sealed class Safeguards(TimeProvider time) : IControl, IDisposable
{
    // Without any pause, probes that answer at once would keep a processor busy.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _guarding = [];

    public async Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop)
    {
        switch (call.Hook)
        {
            case ControlHook.BeforeExperiment:
                await BeginAsync(Probes(call.Arguments), run, stop);
                break;
            case ControlHook.BeforeRollback or ControlHook.AfterExperiment or ControlHook.CleanUp:
                // What puts things back must not be halted.
                _over.Cancel();
                await Task.WhenAll(_guarding);
                break;
            default:
                break;
        }

        return ControlAnswer.Unchanged;
    }

    public static IEnumerable<CallProblem> Check(ControlDeclaration declaration)
    {
        if (!Probes(declaration.Arguments).Any())
        {
            yield return AddonControls.Problem(
                declaration,
                declaration.Arguments["probes"],
                "'probes' lists no probe, so it guards nothing"
            );
        }

        foreach (var probe in Probes(declaration.Arguments).Where(probe => !probe.Has("tolerance")))
        {
            yield return AddonControls.Problem(declaration, probe, $"the safeguard '{Name(probe)}' has no 'tolerance' to hold it to");
        }
    }

    public void Dispose() => _over.Dispose();

    private async Task BeginAsync(IEnumerable<DataObject> probes, IControlRun run, CancellationToken stop)
    {
        var all = probes.ToList();
        foreach (var probe in all.Where(probe => Frequency(probe) is null && !IsBeside(probe)))
        {
            var check = await run.CheckAsync(probe, stop);
            stop.ThrowIfCancellationRequested();
            if (check.Met != true)
            {
                // Before anything is done, what can't be told is no leave to begin.
                Halt(run, probe, check.Met is null ? $"could not be checked before the run: {check.Explanation}" : Missed(check));
                return;
            }
        }

        _guarding.AddRange(all.Where(probe => Frequency(probe) is not null || IsBeside(probe)).Select(probe => GuardAsync(probe, run)));
    }

    private async Task GuardAsync(DataObject probe, IControlRun run)
    {
        try
        {
            await GuardAsync(probe, run, _over.Token);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The part of the run that was to be guarded is over.
        }
    }

    private async Task GuardAsync(DataObject probe, IControlRun run, CancellationToken over)
    {
        string? said = null;
        while (!over.IsCancellationRequested)
        {
            var check = await run.CheckAsync(probe, over);
            if (check.Met == false)
            {
                Halt(run, probe, Missed(check));
                return;
            }

            if (check.Met is null && !over.IsCancellationRequested && check.Explanation != said)
            {
                said = check.Explanation;
                run.Warn($"the safeguard '{Name(probe)}' could not be checked, and goes on guarding: {check.Explanation}");
            }

            if (Frequency(probe) is not { } frequency)
            {
                return;
            }

            await Task.Delay(frequency, time, over);
        }
    }

    private static void Halt(IControlRun run, DataObject probe, string why) =>
        run.Halt($"Safeguard '{Name(probe)}' triggered the end of the experiment", $"The safeguard '{Name(probe)}' {why}");

    private static string Missed(ControlCheck check) => $"is not in its tolerance: {check.Explanation}";

    private static IEnumerable<DataObject> Probes(DataObject arguments) =>
        ((arguments["probes"] as DataArray)?.Items ?? []).OfType<DataObject>();

    private static string Name(DataObject probe) => PythonText.Str(probe["name"] ?? "");

    private static bool IsBeside(DataObject probe) => !CallChecks.IsFalsy(probe["background"]);

    private static TimeSpan? Frequency(DataObject probe)
    {
        if (probe["frequency"] is not DataNumber number || !(number.ToDouble() > 0))
        {
            return null;
        }

        var seconds = Math.Min(number.ToDouble(), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Max(seconds, Shortest.TotalSeconds));
    }
}
