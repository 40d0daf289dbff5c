using System.Globalization;
using System.Text;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Processes;
using Faultline.Linux.Roles;

namespace Faultline.Host.Cpu;

/// <summary>The process that burns: it ends when it is disposed of, and when this process ends, however that ends.</summary>
internal sealed class BurnProcess : IAsyncDisposable
{
    private readonly ProcessStarter _starter;
    private readonly ChildProcess _child;
    private bool _isDisposed;

    private BurnProcess(ProcessStarter starter, ChildProcess child, ProcessKey key)
    {
        _starter = starter;
        _child = child;
        Key = key;
    }

    /// <summary>Which process it is.</summary>
    public ProcessKey Key { get; }

    /// <summary>Starts one, puts it where it counts, and has it begin.</summary>
    /// <exception cref="FaultRefusedException">It can't be started, or can't be put there.</exception>
    public static async Task<BurnProcess> StartAsync(
        OwnRole role,
        int count,
        double percent,
        string id,
        Place place,
        TimeProvider time,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        var starter = new ProcessStarter(time);
        try
        {
            var words = new[]
            {
                ProcessorBurner.Role,
                count.ToString(CultureInfo.InvariantCulture),
                percent.ToString(CultureInfo.InvariantCulture),
                id,
            };
            var child = starter.Start(role.Spec(words) with { TakesInput = true });
            var key = ProcessTable.Find(child.Id)?.Key ?? throw new FaultRefusedException("the process that was to burn ended at once");
            foreach (var group in place.Cgroups.Where(Counts))
            {
                Enter(group, child.Id);
            }

            // Whoever reads it burns; before that nothing is broken.
            if (!child.SendInput(Encoding.ASCII.GetBytes(ProcessorBurner.Begin + "\n")))
            {
                throw new FaultRefusedException("the process that was to burn ended at once");
            }

            await BegunAsync(key, time, stop);
            return new BurnProcess(starter, child, key);
        }
        catch (ProcessStartException e)
        {
            await starter.DisposeAsync();
            throw new FaultRefusedException("the process that was to burn can't be started: " + e.Message);
        }
        catch
        {
            await starter.DisposeAsync();
            throw;
        }
    }

    /// <summary>The processes that burn for an effect.</summary>
    public static List<ProcessKey> Find(string id) =>
        [
            .. ProcessTable
                .All()
                .Where(one =>
                    !one.HasEnded
                    && ProcessTable.CommandLine(one.Pid) is [.., HostRoles.Word, ProcessorBurner.Role, _, _, var its]
                    && its == id
                )
                .Select(one => one.Key),
        ];

    /// <summary>For how long its threads have been ready to run, and had to wait, all together.</summary>
    public static TimeSpan Waited(int pid)
    {
        long nanoseconds = 0;
        foreach (var thread in Read(pid, "schedstat"))
        {
            // "run waited turns", the times in nanoseconds; all 0 where the kernel does not count them.
            nanoseconds +=
                thread.Split(' ') is [_, var waited, ..] && long.TryParse(waited, CultureInfo.InvariantCulture, out var time) ? time : 0;
        }

        return TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
    }

    /// <summary>Whether processor time is counted, or limited, by a group's hierarchy. In others nothing is to be changed by us.</summary>
    public static bool Counts(CgroupDirectory group) =>
        group.IsUnified || group.Controllers.Any(controller => controller is "cpu" or "cpuacct" or "cpuset");

    /// <summary>Refuses a place whose groups we may not enter.</summary>
    /// <exception cref="FaultRefusedException">We may not.</exception>
    public static void MayEnter(Place place)
    {
        foreach (var group in place.Cgroups.Where(Counts))
        {
            if (!Linux.FileIdentity.IsWritable(Path.Combine(group.Path, "cgroup.procs")))
            {
                throw new FaultRefusedException(
                    $"we may not put a process into the control group '{group.Path}'",
                    "Run as its owner or as root."
                );
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _child.EndAsync(TimeSpan.Zero);
        await _starter.DisposeAsync();
    }

    private static void Enter(CgroupDirectory group, int pid)
    {
        try
        {
            File.WriteAllText(Path.Combine(group.Path, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultRefusedException(
                $"a process can't be put into the control group '{group.Path}': {e.Message}",
                "Where the group has groups below it (cgroup v2), name one of those."
            );
        }
    }

    // A program takes a moment to start, and longer where the processors are busy. Until it burns, nothing is applied.
    private static async Task BegunAsync(ProcessKey key, TimeProvider time, CancellationToken stop)
    {
        const int Most = 15;
        for (var begun = time.GetTimestamp(); ; )
        {
            if (ProcessTable.Find(key) is null)
            {
                throw new FaultRefusedException("the process that was to burn ended at once");
            }

            if (Read(key.Pid, "comm").Contains("burn"))
            {
                return;
            }

            if (time.GetElapsedTime(begun).TotalSeconds > Most)
            {
                throw new FaultRefusedException($"the process that was to burn did not begin within {Most} s");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), time, stop);
        }
    }

    // A file of each of its threads.
    private static List<string> Read(int pid, string file)
    {
        var texts = new List<string>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")))
            {
                texts.Add(File.ReadAllText(Path.Combine(thread, file)).TrimEnd('\n'));
            }
        }
        catch (IOException)
        {
            // It has ended, or a thread of it has.
        }

        return texts;
    }
}
