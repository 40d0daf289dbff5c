using System.Diagnostics;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux.Processes;
using Faultline.Linux.Roles;

namespace Faultline.Host.Cpu;

/// <summary>Keeps processors busy by a process of its own.</summary>
/// <param name="cores">How many.</param>
/// <param name="allCores">Whether all.</param>
/// <param name="percent">The share of each.</param>
/// <param name="role">What starts the process; null where nobody can tell.</param>
internal sealed class ProcessorBurn(int cores, bool allCores, double percent, OwnRole? role) : IFault
{
    // Long against a turn of the scheduler, and against the hundredths of a second that the kernel counts in.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // What it neither got nor waited for, a group's limit withheld: less than this would be felt by nobody.
    private const double Enough = 0.25;

    private BurnProcess? _burn;

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        if (percent is not (> 0 and <= 100))
        {
            throw new FaultRefusedException(
                $"'percent' is {percent}, which is no share of a processor",
                "Give more than 0, and at most 100."
            );
        }

        if (role is null)
        {
            throw new FaultRefusedException("the path of this program can't be found out, so it can't start the process that burns");
        }

        var place = TargetFinder.OfThisHost.Find(context);
        var share = ProcessorShare.Of(place);
        var count = allCores ? share.Whole : cores;
        if (count < 1 || count > share.Processors)
        {
            throw new FaultRefusedException(
                $"'cores' is {cores}, and {place.Words} may run on {share.Processors} processors",
                "Give 1 or more, and not more than there are, or 'all_cores'."
            );
        }

        BurnProcess.MayEnter(place);
        var groups = place.Cgroups.Where(BurnProcess.Counts).ToList();
        return Task.FromResult(
            new CapturedFault
            {
                What = string.Create(
                    CultureInfo.InvariantCulture,
                    $"take {percent:0.##} % of {count} of {share.Processors} processors of {place.Words}"
                ),
                Before = DataObject.Of(("cores", (long)count), ("percent", percent)),
                Claims =
                [
                    new FaultClaim(
                        "cpu:" + (groups.Count == 0 ? "host" : groups[0].Path),
                        $"the processors of {place.Words}",
                        IsShared: true
                    ),
                ],
                Undo = [],
                Persists = false,
                Limits =
                [
                    .. share.Quota is { } quota && quota * 100 < count * percent
                        ? new[]
                        {
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"The group gets {quota * 100:0.#} % of a processor at most, and what burns shares them with what is there."
                            ),
                        }
                        : [],
                    .. !place.IsHost && groups.Count == 0
                        ? ["The target has no control group of its own: what burns runs beside it, and is counted for Faultline."]
                        : Array.Empty<string>(),
                ],
            }
        );
    }

    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var place = TargetFinder.OfThisHost.Find(context);
        var count = (int)((record.Before["cores"] as DataNumber)?.ToDouble() ?? 1);
        _burn = await BurnProcess.StartAsync(role!, count, percent, record.Id, place, context.Time, stop);
        return new AppliedFault
        {
            After = DataObject.Of(("pid", (long)_burn.Key.Pid), ("start_ticks", _burn.Key.StartTicks)),
            Held = _burn,
        };
    }

    public async Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        if ((_burn?.Key ?? KeyOf(record)) is not { } key || ProcessTable.Find(key) is not { } first)
        {
            return new FaultProof(ProofState.Absent, "the process that burns is not there");
        }

        if (moment != ProofMoment.During)
        {
            return new FaultProof(ProofState.Present, string.Create(CultureInfo.InvariantCulture, $"process {key.Pid} still burns"));
        }

        // By the kernel's own count of what it got.
        var (idle, waited) = (IdleTicks(), BurnProcess.Waited(key.Pid));
        var begun = Stopwatch.GetTimestamp();
        await Task.Delay(Look, context.Time, stop);
        var elapsed = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (ProcessTable.Find(key) is not { } second)
        {
            return new FaultProof(ProofState.Absent, "the process that burns has ended");
        }

        var measured = second.UserTicks + second.SystemTicks - first.UserTicks - first.SystemTicks;
        var (got, wanted) = (measured / elapsed, percent * ((record.Before["cores"] as DataNumber)?.ToDouble() ?? 1));
        var left = Math.Max(0, IdleTicks() - idle) / elapsed;
        // A thread that is ready and waits takes the place of another, as one that runs does: others had what it did not get.
        var stood = (BurnProcess.Waited(key.Pid) - waited).TotalSeconds * 100 / elapsed;
        return new FaultProof(
            got > 0 && got + stood >= wanted * Enough ? ProofState.Present
                : got > 0 ? ProofState.Unknown
                : ProofState.Absent,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{got:0.#} % of a processor burnt in {elapsed:0.0} s, {wanted:0.#} % asked for; {stood:0.#} % waited for what others took, {left:0.#} % stayed idle"
            )
        )
        {
            Figures = DataObject.Of(
                ("burnt_percent", Math.Round(got, 1)),
                ("asked_percent", wanted),
                ("waited_percent", Math.Round(stood, 1)),
                ("idle_percent", Math.Round(left, 1))
            ),
        };
    }

    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        if (_burn is not null)
        {
            await _burn.DisposeAsync();
        }

        // It ends with who started it. Should that take a while, or not be known to have begun: it carries the effect's id.
        var left = KeyOf(record) is { } key && ProcessTable.Find(key) is not null ? [key] : BurnProcess.Find(record.Id);
        foreach (var one in left)
        {
            if (ProcessSignal.Send(one, ProcessSignal.Kill) is SignalResult.NotPermitted)
            {
                return new RevertResult(RevertState.Failed, $"we may not end process {one.Pid}")
                {
                    Commands = [string.Create(CultureInfo.InvariantCulture, $"kill -s KILL {one.Pid}")],
                };
            }

            while (ProcessTable.Find(one) is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), context.Time, stop);
            }
        }

        return left.Count == 0
            ? new RevertResult(RevertState.NothingToRevert, "nothing burns any more")
            : new RevertResult(RevertState.Reverted, "the process that burnt is ended");
    }

    private static ProcessKey? KeyOf(UndoRecord record) =>
        record.BootId == ProcessIdentity.BootIdNow
        && record.After?["pid"] is DataNumber pid
        && record.After["start_ticks"] is DataNumber start
            ? new ProcessKey((int)pid.ToDouble(), (long)start.ToDouble())
            : null;

    // "cpu user nice system idle iowait …", in hundredths of a second over all processors.
    private static long IdleTicks() =>
        File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var idle, var waiting, ..]
            ? long.Parse(idle, CultureInfo.InvariantCulture) + long.Parse(waiting, CultureInfo.InvariantCulture)
            : 0;
}
