using System.Diagnostics;
using System.Globalization;
using Faultline.Linux.Cgroups;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Groups;

/// <summary>
/// A process in a namespace that does as it is told: sends from a socket that was there from the beginning, or from a new one; starts
/// a child; listens and serves.
/// </summary>
internal sealed class Talker : IDisposable
{
    private const string Script = """
        import socket, subprocess, sys, threading
        to = (sys.argv[1], int(sys.argv[2]))
        old = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); old.bind(('10.99.0.1', 0))
        listener = socket.socket(); listener.bind(('10.99.0.1', 0)); listener.listen()
        def serve():
            while True:
                c, _ = listener.accept()
                threading.Thread(target=lambda: [c.send(b) for b in iter(lambda: c.recv(1), b'')], daemon=True).start()
        threading.Thread(target=serve, daemon=True).start()
        print(old.getsockname()[1], listener.getsockname()[1], flush=True)
        children = []
        for line in sys.stdin:
            word, count = line.split(); errors = 0
            if word == 'child': children.append(subprocess.Popen(['sleep', '300'])); errors = children[-1].pid
            elif word == 'received':
                old.settimeout(0.2); n = 0
                try:
                    while True: old.recv(99); n += 1
                except OSError: pass
                errors = n
            else:
                s = old if word == 'old' else socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(int(count)):
                    try: s.sendto(b'x' * 8, to)
                    except OSError: errors += 1
            print(errors, flush=True)
        for c in children: c.kill()
        """;

    private readonly Process _process;
    private bool _isDisposed;

    public Talker(string name, Receiver to)
    {
        var start = new ProcessStartInfo(
            NamespacePair.FindTool("ip")!,
            [
                "netns",
                "exec",
                name,
                "python3",
                "-c",
                Script,
                to.EndPoint.Address.ToString(),
                to.EndPoint.Port.ToString(CultureInfo.InvariantCulture),
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var ports = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("python3 has not started")).Split(' ');
        (Port, ListeningPort) = (int.Parse(ports[0], CultureInfo.InvariantCulture), int.Parse(ports[1], CultureInfo.InvariantCulture));
    }

    public int Pid => _process.Id;

    public bool IsThere => !_isDisposed && !_process.HasExited;

    /// <summary>The port of the socket that was there from the beginning.</summary>
    public int Port { get; }

    /// <summary>The TCP port at which it listens; what comes goes back.</summary>
    public int ListeningPort { get; }

    /// <summary>The control group of version 2 that it is in.</summary>
    public string Group => UnifiedHierarchy.OfProcess(Pid) ?? "gone";

    /// <summary>Sends from the socket that was there.</summary>
    /// <returns>How many times it was refused.</returns>
    public int SendFromOld(int count = 20) => Tell($"old {count}");

    /// <summary>Sends from a new socket.</summary>
    /// <returns>How many times it was refused.</returns>
    public int SendFromNew(int count = 20) => Tell($"new {count}");

    /// <summary>How many datagrams have come to the socket that was there.</summary>
    public int Received() => Tell("received 0");

    /// <summary>Starts a child, which does nothing.</summary>
    public int StartChild() => Tell("child 0");

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private int Tell(string order)
    {
        _process.StandardInput.WriteLine(order);
        return int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }
}
