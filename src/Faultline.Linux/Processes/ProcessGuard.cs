using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Faultline.Linux.Processes;

/// <summary>
/// Ends what we started when we can't: a shell in a session of its own that reads which groups are ours from a pipe, and kills
/// them when the pipe closes without a farewell, as it does when this process is killed.
/// <code>
/// this process ──"+123", "-123", "done"──> sh     end of file: kill -9 -123, and every process that carries our mark
/// </code>
/// A shell, because it costs a millisecond and a megabyte where a second copy of the runtime would cost fifty of each; a mark in
/// the environment, because a process may leave its group.
/// </summary>
internal sealed class ProcessGuard(TimeProvider time) : IDisposable
{
    private const string MarkName = "FAULTLINE_GUARD";

    private const string Script = """
        trap '' INT TERM HUP QUIT PIPE
        groups=
        while read -r line; do
          case $line in
            +*) groups="$groups ${line#+}" ;;
            -*) left=; for group in $groups; do [ "$group" = "${line#-}" ] || left="$left $group"; done; groups=$left ;;
            done) exit 0 ;;
          esac
        done
        for group in $groups; do kill -s KILL -- "-$group"; done
        round=0
        while [ "$round" -lt 5 ]; do
          for file in $(grep -lsF "$1" /proc/[0-9]*/environ); do
            pid=${file#/proc/}; kill -s KILL "${pid%/environ}"
          done
          round=$((round + 1)); sleep 0.1
        done
        """;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _groups = [];
    private readonly string _mark = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds()}"
    );
    private Pipe? _pipe;
    private bool _disposed;

    /// <summary>The environment with the mark by which descendants are found.</summary>
    public Dictionary<string, string> Mark(IReadOnlyDictionary<string, string> environment) =>
        new(environment, StringComparer.Ordinal) { [MarkName] = _mark };

    /// <summary>Makes sure that the guard runs.</summary>
    public void Ready()
    {
        lock (_lock)
        {
            if (_pipe is null && !_disposed)
            {
                Start();
            }
        }
    }

    /// <summary>From now on the group dies with this process.</summary>
    public void Watch(int group)
    {
        lock (_lock)
        {
            _groups.Add(group);
            Tell(string.Create(CultureInfo.InvariantCulture, $"+{group}\n"));
        }
    }

    /// <summary>The group is no longer ours.</summary>
    public void Release(int group)
    {
        lock (_lock)
        {
            if (_groups.Remove(group))
            {
                Tell(string.Create(CultureInfo.InvariantCulture, $"-{group}\n"));
            }
        }
    }

    /// <summary>Sends the guard home: what still runs was meant to.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Tell("done\n");
            _pipe?.CloseWrite();
            _pipe = null;
            _disposed = true;
        }
    }

    private void Start()
    {
        var pipe = Pipe.Open();
        try
        {
            var spec = new ProcessSpec
            {
                Path = "/bin/sh",
                Arguments = ["-c", Script, "faultline-guard", $"{MarkName}={_mark}"],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" },
                WorkingDirectory = "/",
            };
            ProcessStarter.Spawn(spec, spec.Environment, new ChildPipes { Input = pipe }, ownSession: true);
            _pipe = pipe;
        }
        catch (ProcessStartException)
        {
            // A system without a shell: our children outlive a kill -9 there, and end with us in every other case.
            pipe.CloseWrite();
        }
        finally
        {
            pipe.CloseRead();
        }
    }

    private void Tell(string line)
    {
        if (_pipe is not null && !Write(_pipe, line) && !_disposed)
        {
            // Somebody killed the guard: a new one learns all groups.
            _pipe.CloseWrite();
            _pipe = null;
            Start();
            if (_pipe is not null)
            {
                Write(_pipe, string.Concat(_groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"+{group}\n"))));
            }
        }
    }

    private static unsafe bool Write(Pipe pipe, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* pointer = bytes)
        {
            nint written;
            do
            {
                written = LibC.Write(pipe.WriteEnd, pointer, bytes.Length);
            } while (written < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);
            return written == bytes.Length;
        }
    }
}
