using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Host.Processes;
using Faultline.Host.Targets;
using Faultline.Linux;
using Faultline.Linux.Processes;
using Faultline.Linux.Roles;

namespace Faultline.Host.Shutdown;

/// <summary>Shuts a place down: its PID namespace, and this host only where that is asked for twice.</summary>
/// <param name="delay">How many minutes to wait.</param>
/// <param name="reboot">Whether it is a restart.</param>
/// <param name="allowHost">Whether this host may be it.</param>
/// <param name="host">Shuts this host down.</param>
/// <param name="role">What starts the process that goes inside; null where nobody can tell.</param>
internal sealed class PlaceShutdown(double delay, bool reboot, bool allowHost, IHostPower host, OwnRole? role) : IFault
{
    private const double MostDelay = 7 * 24 * 60;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private string Verb => reboot ? "restart" : "shut down";

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        if (delay is not (>= 0 and <= MostDelay))
        {
            throw new FaultRefusedException($"'delay' is {delay}, which is no number of minutes to wait", $"Give 0 to {MostDelay}.");
        }

        var place = TargetFinder.OfThisHost.Find(context);
        var after = delay is 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" after {delay} {(delay is 1 ? "minute" : "minutes")}");
        return Task.FromResult(place.IsHost ? CaptureHost(context, after) : CaptureNamespace(place, after));
    }

    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        // Until the time has come nothing is broken; who wants it no more ends the wait.
        await Task.Delay(TimeSpan.FromMinutes(delay), context.Time, stop);
        context.Report((reboot ? "Restarting " : "Shutting down ") + (record.Before.Text("words") ?? "it"));
        if (record.Before.Text("kind") == "host")
        {
            await host.EndAsync(reboot, stop);
            return new AppliedFault();
        }

        if (First(record) is not { } first || ProcessTable.Find(first) is null)
        {
            throw new FaultRefusedException($"{record.Before.Text("words")} is gone by now");
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{first.Pid}/ns/pid");
        if (FileIdentity.Of(path)?.ToString() != record.Before.Text("namespace"))
        {
            throw new FaultRefusedException($"{record.Before.Text("words")} has another PID namespace by now");
        }

        try
        {
            var code = NamespaceEnd.Enter(role!, path, reboot);
            if (code is { } number)
            {
                throw new FaultRefusedException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the process that was to {Verb} {record.Before.Text("words")} ended with {number}"
                    )
                );
            }
        }
        catch (Exception e) when (e is IOException or ProcessStartException)
        {
            throw new FaultRefusedException(e.Message, "Run as root, or with CAP_SYS_ADMIN and CAP_SYS_BOOT.");
        }

        for (var begun = context.Time.GetTimestamp(); ProcessTable.Find(first) is not null && context.Time.GetElapsedTime(begun) < Limit; )
        {
            await Task.Delay(Step, context.Time, stop);
        }

        return new AppliedFault();
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        if (record.Before.Text("kind") == "host")
        {
            return Task.FromResult(
                moment == ProofMoment.Before
                    ? new FaultProof(ProofState.Absent, "this host is up")
                    : new FaultProof(ProofState.Unknown, "whoever reads this is still up: the shutdown has only begun")
            );
        }

        var isUp = record.BootId == ProcessIdentity.BootIdNow && First(record) is { } first && ProcessTable.Find(first) is not null;
        return Task.FromResult(
            (isUp, moment) switch
            {
                (true, _) => new FaultProof(ProofState.Absent, "its first process runs"),
                // It stays down: that nothing of the kind happens any more is all that can be said.
                (false, ProofMoment.After) => new FaultProof(
                    ProofState.Absent,
                    "it is over: its first process ended, and is not brought back"
                ),
                _ => new FaultProof(ProofState.Present, "its first process has ended, and all others with it"),
            }
        );
    }

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop) =>
        Task.FromResult(new RevertResult(RevertState.NothingToRevert, "what was shut down is not brought back by us"));

    private CapturedFault CaptureHost(FaultContext context, string after)
    {
        if (context.Target.Text("type") != "host" || !allowHost)
        {
            throw new FaultRefusedException(
                "this very host would be shut down, and nobody has said so twice",
                "Name a container, or any process in a PID namespace of its own, as the target. If this host is meant: the target {\"type\": \"host\"}, and 'allow_host'."
            );
        }

        return host.Missing is { } missing
            ? throw new FaultRefusedException(missing)
            : new CapturedFault
            {
                What = $"{Verb} this host{after}",
                Before = DataObject.Of(("kind", "host"), ("words", "this host")),
                Claims = [new FaultClaim("host:" + ProcessIdentity.BootIdNow, "this host")],
                Undo = [],
                Irreversible = "A host that is down has to be started by somebody else.",
                Persists = false,
            };
    }

    private CapturedFault CaptureNamespace(Place place, string after)
    {
        var path = place.PidNamespace();
        var its = FileIdentity.Of(path) ?? throw new FaultRefusedException($"there is no process in {place.Words} any more");
        if (its == FileIdentity.Of("/proc/self/ns/pid"))
        {
            throw new FaultRefusedException(
                $"{place.Words} shares this host's PID namespace: there is nothing that could be shut down without the host",
                "End its processes instead, with process.kill."
            );
        }

        if (role is null || !OwnRights.Has(OwnRights.Administer) || !OwnRights.Has(OwnRights.Boot))
        {
            throw new FaultRefusedException(
                role is null
                    ? "the path of this program can't be found out"
                    : $"we may not enter the PID namespace of {place.Words} and shut it down",
                "Run as root, or with CAP_SYS_ADMIN and CAP_SYS_BOOT."
            );
        }

        var first =
            ProcessTable.All().FirstOrDefault(one => !one.HasEnded && IsFirst(one.Pid) && FileIdentity.Of($"/proc/{one.Pid}/ns/pid") == its)
            ?? throw new FaultRefusedException($"the first process of {place.Words} can't be found");
        if (ProtectedProcesses.Ancestors().Contains(first.Pid))
        {
            throw new FaultRefusedException($"{place.Words} is where Faultline was started from", "Name another.");
        }

        return new CapturedFault
        {
            What = $"{Verb} {place.Words}{after}: {first.Name} ({first.Pid}) and all other processes of its PID namespace end",
            Before = DataObject.Of(
                ("kind", "namespace"),
                ("words", place.Words),
                ("namespace", its.ToString()),
                ("pid", (long)first.Pid),
                ("start_ticks", first.StartTicks)
            ),
            Claims = [new FaultClaim("pidns:" + its, $"the PID namespace of {place.Words}")],
            Undo = [],
            Irreversible = "What was shut down stays down, unless whoever started it starts it again.",
            Persists = false,
        };
    }

    // "NSpid: 4711 1": its number here, and its number in there.
    private static bool IsFirst(int pid)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
                .FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
            return line?.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, _, .., "1"];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ProcessKey? First(UndoRecord record) =>
        record.Before["pid"] is DataNumber pid && record.Before["start_ticks"] is DataNumber start
            ? new ProcessKey((int)pid.ToDouble(), (long)start.ToDouble())
            : null;
}
