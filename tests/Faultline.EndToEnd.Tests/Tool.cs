using System.Collections.Concurrent;
using System.Text;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>What a command left behind.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    public string All => Output + Error;
}

/// <summary>Runs commands as a user would: the launcher in the root of the checkout, in a folder and with a home of the test's own.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();

    public Tool()
    {
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = System.IO.Path.Combine(_folder.Path, "home"),
            ["LC_ALL"] = "C.UTF-8",
            ["TZ"] = "UTC",
        };
        Directory.CreateDirectory(Environment["HOME"]);
        Work = Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "work")).FullName;
    }

    public static string Launcher => Repository.Path("faultline");

    public Dictionary<string, string> Environment { get; }

    public string Work { get; }

    public string Write(string name, string text) => _folder.Write(System.IO.Path.Combine("work", name), text);

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Work, name));

    public bool Has(string name) => File.Exists(System.IO.Path.Combine(Work, name));

    public Task<Ended> FaultlineAsync(params string[] arguments) => RunAsync(Launcher, arguments);

    public async Task<Ended> RunAsync(string program, params string[] arguments)
    {
        var (child, output, error) = Start(program, arguments);
        var status = await child.Completed.WaitAsync(TimeSpan.FromMinutes(8));
        return new Ended(status.Number, output(), error());
    }

    /// <summary>Starts a command; the functions give what it has written so far.</summary>
    public (ChildProcess Child, Func<string> Output, Func<string> Error) Start(string program, params string[] arguments)
    {
        var (output, error) = (new ConcurrentQueue<byte[]>(), new ConcurrentQueue<byte[]>());
        var child = _starter.Start(
            new ProcessSpec
            {
                Path = program,
                Arguments = arguments,
                Environment = Environment,
                WorkingDirectory = Work,
                StandardOutput = bytes => output.Enqueue(bytes.ToArray()),
                StandardError = bytes => error.Enqueue(bytes.ToArray()),
            }
        );
        return (child, () => Text(output), () => Text(error));
    }

    public async ValueTask DisposeAsync()
    {
        await _starter.DisposeAsync();
        _folder.Dispose();
    }

    private static string Text(ConcurrentQueue<byte[]> pieces) => Encoding.UTF8.GetString([.. pieces.SelectMany(piece => piece)]);
}
