using Faultline.Abstractions;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary>Runs a command line in this process: 80 columns, no colours, a clock that stands still, a folder of its own.</summary>
internal sealed class Shell : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public string Folder => _folder.Path;

    public ManualClock? Clock { get; init; }

    public ProgramName Name { get; init; } = ProgramName.Faultline;

    public string Input { get; init; } = "";

    public bool HasReader { get; init; }

    public Dictionary<string, string> Variables { get; } = new() { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")! };

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The exit code, standard output and standard error as one text, without what changes from run to run.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var code = await CodeAsync(arguments);
        return $"exit code {code}\n--- standard output\n{Stable(_output)}--- standard error\n{Stable(_error)}";
    }

    public async Task<int> CodeAsync(params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var terminal = new Terminal
        {
            Name = Name,
            Output = _output,
            Error = _error,
            Input = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Input)),
            Environment = new ProcessEnvironment(Variables),
            Time = Clock ?? TimeProvider.System,
            Random = new Random(7),
            IsInteractive = false,
            HasReader = HasReader,
            CanAsk = Input.Length > 0,
        };
        // A directive comes before everything else.
        string[] own = arguments is [['[', ..], ..] ? [] : ["--state-dir", Path.Combine(Folder, "state")];
        return await CommandLine.RunAsync(
            [.. own, .. arguments.Select(word => word.Replace("FOLDER", Folder, StringComparison.Ordinal))],
            terminal
        );
    }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        // --change-dir may have led here, and programs don't start in a folder that is gone.
        Directory.SetCurrentDirectory(AppContext.BaseDirectory);
        _folder.Dispose();
    }

    private string Stable(StringWriter writer)
    {
        var text = writer.ToString().Replace(Folder, "FOLDER", StringComparison.Ordinal);
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (\w+)\]", "[TIME $1]");
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\d{8}-\d{6}-\d{3}-\w{4}", "RUN");
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", "WHEN");
        return System.Text.RegularExpressions.Regex.Replace(text, @"\b\d+\.\d s\b", "N s");
    }
}
