using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads.Running;

/// <summary>The process of a container, and those that were started beside it.</summary>
internal sealed class ContainerProcess(PodRunContext context)
{
    private const int SigKill = 9;

    private readonly Lock _lock = new();
    private readonly List<ChildProcess> _inside = [];
    private ChildProcess? _child;
    private ContainerStart? _main;

    /// <summary>Starts the container's own process.</summary>
    /// <exception cref="OperationCanceledException">It is not to be started any more.</exception>
    public ChildProcess Start(ContainerStart main, CancellationToken stop)
    {
        lock (_lock)
        {
            // Whoever kills a pod holds this lock after the token fired: nothing is started behind their back.
            stop.ThrowIfCancellationRequested();
            _child = context.Starter.Start(main.Spec);
            _main = main;
            return _child;
        }
    }

    /// <summary>Starts a process beside it.</summary>
    /// <exception cref="ContainerSpecException">The container does not run, or the process can't be started.</exception>
    public ChildProcess StartInside(InsideProcess inside)
    {
        lock (_lock)
        {
            if (_main is null)
            {
                throw new ContainerSpecException("ContainerNotRunning", "the container does not run");
            }

            try
            {
                var child = context.Starter.Start(context.Launch.Inside(_main, inside));
                _inside.RemoveAll(one => one.Completed.IsCompleted);
                _inside.Add(child);
                return child;
            }
            catch (Exception e) when (e is ProcessStartException or IOException)
            {
                throw new ContainerSpecException("StartError", e.Message);
            }
        }
    }

    /// <summary>Kills everything now.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _child?.Signal(SigKill);
            _inside.ForEach(one => one.Signal(SigKill));
        }
    }

    /// <summary>Ends everything that is left of the run.</summary>
    public async Task EndAsync()
    {
        ChildProcess[] left;
        lock (_lock)
        {
            left = _child is null ? [.. _inside] : [_child, .. _inside];
            _main = null;
            _inside.Clear();
        }

        await Task.WhenAll(left.Select(one => one.EndAsync(TimeSpan.Zero)));
    }
}
