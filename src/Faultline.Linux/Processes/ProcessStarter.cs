using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>
/// The one place where processes are started. Each gets a group of its own, is watched by one thread for all of them, is ended
/// as a group, and dies when this process dies, however it dies (<see cref="ProcessGuard"/>).
/// </summary>
public sealed class ProcessStarter : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ProcessGuard _guard;
    private readonly Lock _lock = new();
    private readonly HashSet<ChildProcess> _children = [];
    private ProcessLoop? _loop;

    /// <summary>A starter; it costs nothing until the first process is started.</summary>
    public ProcessStarter(TimeProvider time)
    {
        _time = time;
        _guard = new ProcessGuard(time);
    }

    /// <summary>Starts a process.</summary>
    /// <exception cref="ProcessStartException">It could not be started.</exception>
    public ChildProcess Start(ProcessSpec spec) => Start(spec, apart: false);

    /// <summary>
    /// Starts a process that outlives this one, and that we talk to for as long as both live: in a session of its own, unknown to the
    /// guard, and left alone by <see cref="DisposeAsync"/>.
    /// </summary>
    /// <exception cref="ProcessStartException">It could not be started.</exception>
    public ChildProcess StartApart(ProcessSpec spec) => Start(spec, apart: true);

    private ChildProcess Start(ProcessSpec spec, bool apart)
    {
        lock (_lock)
        {
            _loop ??= new ProcessLoop();
            if (!apart)
            {
                _guard.Ready();
            }
        }

        var pipes = ChildPipes.For(spec);
        int pid;
        try
        {
            var environment = apart ? spec.Environment : _guard.Mark(spec.Environment);
            pid = OrphanReaper.Spawn(() => Spawn(spec, environment, pipes, ownSession: apart));
        }
        catch
        {
            pipes.CloseOurEnds();
            throw;
        }
        finally
        {
            pipes.CloseTheirEnds();
        }

        var child = new ChildProcess(pid, !spec.InForeground, _time, apart ? static _ => { } : Ended);
        if (!apart)
        {
            lock (_lock)
            {
                _children.Add(child);
            }

            if (child.HasOwnGroup)
            {
                _guard.Watch(pid);
            }
        }

        child.Attach(_loop, spec, pipes);
        return child;
    }

    /// <summary>
    /// Starts a process that is meant to outlive this one: in a session of its own, its standard streams closed. Nothing here ends
    /// it.
    /// </summary>
    /// <returns>The process id.</returns>
    /// <exception cref="ProcessStartException">It could not be started.</exception>
    public static int StartDetached(ProcessSpec spec) => Spawn(spec, spec.Environment, ChildPipes.None, ownSession: true);

    /// <summary>Ends every process that still runs, and lets the guard go.</summary>
    public async ValueTask DisposeAsync()
    {
        ChildProcess[] left;
        lock (_lock)
        {
            left = [.. _children];
        }

        await Task.WhenAll(left.Select(child => child.EndAsync(TimeSpan.FromSeconds(1))));
        _guard.Dispose();
        _loop?.Dispose();
    }

    private void Ended(ChildProcess child)
    {
        if (child.HasOwnGroup)
        {
            _guard.Release(child.Id);
        }

        lock (_lock)
        {
            _children.Remove(child);
        }
    }

    internal static unsafe int Spawn(
        ProcessSpec spec,
        IReadOnlyDictionary<string, string> environment,
        ChildPipes pipes,
        bool ownSession = false
    )
    {
        // A C string ends at its first NUL; the rest of an argument would be lost without a word.
        if (spec.Arguments.Append(spec.Path).Any(text => text.Contains('\0')) || environment.Any(pair => pair.Value.Contains('\0')))
        {
            throw new ProcessStartException(spec.Path, LibC.EINVAL);
        }

        var actions = stackalloc byte[LibC.SpawnFileActionsSize];
        var attributes = stackalloc byte[LibC.SpawnAttributesSize];
        var signals = stackalloc byte[LibC.SignalSetSize];
        Check(spec, LibC.FileActionsInit(actions));
        Check(spec, LibC.AttributesInit(attributes));
        using var argv = new StringVector([spec.Name ?? spec.Path, .. spec.Arguments]);
        using var envp = new StringVector([.. environment.Select(pair => pair.Key + "=" + pair.Value)]);
        try
        {
            // The runtime ignores SIGPIPE and handles others; a child starts with the defaults and nothing blocked.
            new Span<byte>(signals, LibC.SignalSetSize).Clear();
            Check(spec, LibC.AttributesSetSignalMask(attributes, signals));
            new Span<byte>(signals, LibC.SignalSetSize).Fill(0xff);
            Check(spec, LibC.AttributesSetSignalDefault(attributes, signals));
            var flags = (short)(LibC.SpawnSetSignalDefault | LibC.SpawnSetSignalMask);
            if (!spec.InForeground)
            {
                var leads = ownSession || pipes.Terminal is not null ? LibC.SpawnSetSession : LibC.SpawnSetProcessGroup;
                flags = (short)((ushort)flags | (ushort)leads);
                Check(spec, LibC.AttributesSetProcessGroup(attributes, 0));
                if (pipes.Terminal is { } terminal)
                {
                    // The first terminal that the leader of a session opens is the session's.
                    Check(spec, LibC.FileActionsAddOpen(actions, 0, terminal.Path, LibC.O_RDWR, 0));
                    Check(spec, LibC.FileActionsAddDuplicate(actions, 0, 1));
                    Check(spec, LibC.FileActionsAddDuplicate(actions, 0, 2));
                }
                else
                {
                    Redirect(spec, actions, 0, pipes.Input?.ReadEnd, LibC.O_RDONLY);
                    Redirect(spec, actions, 1, pipes.Output?.WriteEnd, LibC.O_WRONLY);
                    Redirect(spec, actions, 2, pipes.Error?.WriteEnd, LibC.O_WRONLY);
                }
            }

            if (spec.Channel is { } channel)
            {
                Check(spec, LibC.FileActionsAddDuplicate(actions, pipes.ToChild!.ReadEnd, channel.ReadsAt));
                Check(spec, LibC.FileActionsAddDuplicate(actions, pipes.FromChild!.WriteEnd, channel.WritesAt));
            }

            Check(spec, LibC.AttributesSetFlags(attributes, flags));
            if (spec.WorkingDirectory is not null)
            {
                Check(spec, LibC.FileActionsAddChangeDirectory(actions, spec.WorkingDirectory));
            }

            var failure = LibC.Spawn(out var pid, spec.Path, actions, attributes, argv.Pointer, envp.Pointer);
            return failure == 0 ? pid : throw new ProcessStartException(spec.Path, failure);
        }
        finally
        {
            _ = LibC.FileActionsDestroy(actions);
            _ = LibC.AttributesDestroy(attributes);
        }
    }

    private static unsafe void Redirect(ProcessSpec spec, byte* actions, int target, int? descriptor, int flags) =>
        Check(
            spec,
            descriptor is { } open
                ? LibC.FileActionsAddDuplicate(actions, open, target)
                : LibC.FileActionsAddOpen(actions, target, "/dev/null", flags, 0)
        );

    private static void Check(ProcessSpec spec, int error)
    {
        if (error != 0)
        {
            throw new ProcessStartException(spec.Path, error);
        }
    }

    /// <summary>A null-terminated array of C strings.</summary>
    private sealed unsafe class StringVector : IDisposable
    {
        private readonly int _count;

        public StringVector(string[] texts)
        {
            _count = texts.Length;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
            {
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
            }
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            }

            NativeMemory.Free(Pointer);
        }
    }
}
