using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Processes;

/// <summary>Runs a program (reference specification §5.1), in a group of its own that is ended as a whole.</summary>
public sealed class ProcessProvider(ProcessStarter starter, IEnvironment environment, TimeProvider time)
    : IActivityProvider,
        ICheckCalls,
        IPlanCalls
{
    private const string NonZero =
        "This process returned a non-zero exit code. This may indicate some error and not what you expected. Please have a look at the logs.";

    private const string TooLong = "process activity took too long to complete";

    // What a program gets to clean up after itself before it is killed.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    // A timer runs for 49 days at most; nobody waits for longer.
    private const double MostSeconds = 4_000_000;

    private static readonly string[] Keys = ["type", "path", "arguments", "timeout", "secrets"];

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public IReadOnlyList<string> SubstitutedFields { get; } = ["arguments"];

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<CallProblem>>([.. Check(call)]);

    /// <inheritdoc/>
    public bool MayNameTargets(ActivityCall call) => false;

    /// <inheritdoc/>
    public Task<CallPlan> PlanAsync(ActivityCall call, PlanContext context, CancellationToken stop)
    {
        var raw = PythonText.Str(call.Provider["path"] ?? DataNull.Instance);
        var found = Resolve(ExpandHome(raw));
        var shown = call with { Provider = call.Shown, Secrets = DataObject.Empty };
        _ = TryLimit(call.Provider["timeout"], out var limit);
        return Task.FromResult(ProcessPlans.Of(shown, raw, found, Command(found ?? raw, shown)?.Arguments, limit));
    }

    /// <inheritdoc/>
    public async Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var raw = PythonText.Str(call.Provider["path"] ?? DataNull.Instance);
        if (Resolve(ExpandHome(raw)) is not { } path)
        {
            return new ActivityOutcome.Crashed($"the program '{raw}' can't be found, or is not executable");
        }

        if (!TryLimit(call.Provider["timeout"], out var limit))
        {
            return new ActivityOutcome.Crashed($"a process' timeout is a number of seconds, and this is {call.Provider["timeout"]!.Kind}");
        }

        if (Command(path, call) is not { } command)
        {
            return new ActivityOutcome.Crashed(
                $"a process' arguments are a text or a list, and these are {call.Provider["arguments"]!.Kind}"
            );
        }

        return await RunAsync(call, command, limit, stop);
    }

    private async Task<ActivityOutcome> RunAsync(ActivityCall call, ProcessCommand command, TimeSpan? limit, CancellationToken stop)
    {
        using var output = new OutputCapture(call.OutputFolder, call.Name, "stdout", call.Mask);
        using var error = new OutputCapture(call.OutputFolder, call.Name, "stderr", call.Mask);
        ChildProcess child;
        try
        {
            child = starter.Start(
                new ProcessSpec
                {
                    Path = command.Path,
                    Arguments = command.Arguments,
                    Environment = call.WithheldVariables.Count == 0 ? environment.All : Without(call.WithheldVariables),
                    Channel = command.Script is null ? null : SecretScript.Channel,
                    StandardOutput = output.Write,
                    StandardError = error.Write,
                }
            );
        }
        catch (ProcessStartException e)
        {
            return new ActivityOutcome.Crashed(e.Message);
        }

        if (command.Script is { } script)
        {
            SecretScript.Send(child, script);
        }

        using var deadline = limit is { } span ? new CancellationTokenSource(span, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            var status = await child.Completed.WaitAsync(either.Token);
            return Succeeded(call, status, output.Read(), error.Read());
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            await child.EndAsync(Grace);
            return stop.IsCancellationRequested ? new ActivityOutcome.Stopped() : new ActivityOutcome.Failed(TooLong);
        }
    }

    private static ActivityOutcome.Succeeded Succeeded(ActivityCall call, ExitStatus status, string output, string error)
    {
        var isDoubtful = status.Number != 0 && !call.HasTolerance;
        return new ActivityOutcome.Succeeded(DataObject.Of(("status", status.Number), ("stdout", output), ("stderr", error)))
        {
            // The reference warns of exit codes only, and not of signals.
            Warnings = isDoubtful && status.Number > 0 ? [NonZero] : [],
            Unproven = isDoubtful
                ? status.Signal is { } signal
                    ? string.Create(CultureInfo.InvariantCulture, $"its process was ended by signal {signal}.")
                    : string.Create(CultureInfo.InvariantCulture, $"its process ended with exit code {status.Number}.")
                : null,
        };
    }

    private IEnumerable<CallProblem> Check(ActivityCall call)
    {
        var provider = call.Provider;
        foreach (var problem in CallChecks.UnknownKeys(provider, Keys))
        {
            yield return problem;
        }

        if (provider["arguments"] is DataObject arguments && arguments.Members.Length > 0)
        {
            yield return new CallProblem(
                "Process arguments should now be a list to keep the ordering of the arguments. "
                    + "Dictionary arguments are deprecated for process activities."
            )
            {
                Where = arguments,
                Severity = CallProblemSeverity.Warning,
            };
        }

        if (provider["arguments"] is DataArray or DataObject && !ReferenceEquals(call.Shown["arguments"], provider["arguments"]))
        {
            yield return new CallProblem(
                "a secret among a program's arguments stands in the process list, for every user of this machine to read"
            )
            {
                Where = provider["arguments"],
                Severity = CallProblemSeverity.Warning,
                Remedy = "Let the program read it from its environment, or from a file.",
            };
        }

        if (CallChecks.IsFalsy(provider["path"]))
        {
            yield return new CallProblem("a process activity must have a path") { Where = provider["path"] };
            yield break;
        }

        var raw = PythonText.Str(provider["path"]!);
        if (Resolve(raw) is null)
        {
            yield return new CallProblem($"path '{raw}' cannot be found, in activity '{call.Name}'")
            {
                Where = provider["path"],
                IsMissingHere = true,
                Remedy = raw.StartsWith('~') ? "Write the folder out; '~' is not looked into before the run." : RemedyFor(raw),
            };
        }

        if (raw.Contains(' ', StringComparison.Ordinal) && provider["arguments"] is DataString)
        {
            yield return new CallProblem($"the path '{raw}' has a space, at which the shell splits it because the arguments are a text")
            {
                Where = provider["path"],
                Severity = CallProblemSeverity.Warning,
                Remedy = "Give the arguments as a list.",
            };
        }

        if (!TryLimit(provider["timeout"], out _))
        {
            yield return new CallProblem(
                $"a process' timeout is a number of seconds, and this is {provider["timeout"]!.Kind}; the run would abort there"
            )
            {
                Where = provider["timeout"],
                Severity = CallProblemSeverity.Warning,
            };
        }
    }

    private static string RemedyFor(string path) =>
        path.Contains('/', StringComparison.Ordinal)
            ? "Is it there, and executable (chmod +x)?"
            : "Is it installed, and its folder in PATH?";

    private string? Resolve(string path) => ProgramFinder.Find(path, environment.Get("PATH"));

    private string ExpandHome(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) && environment.Get("HOME") is { } home ? home + path[1..] : path;

    private static bool TryLimit(DataNode? timeout, out TimeSpan? limit)
    {
        limit =
            timeout is DataNumber number && number.ToDouble() is >= 0 and var seconds
                ? TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds))
                : null;
        return timeout is null or DataNull || limit is not null;
    }

    private Dictionary<string, string> Without(IReadOnlySet<string> withheld) =>
        environment
            .All.Where(pair => !withheld.Contains(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    // A text goes through the shell, a list does not; of a list, and of the old object form, empty and null items are dropped.
    private static ProcessCommand? Command(string path, ActivityCall call) =>
        call.Provider["arguments"] switch
        {
            null or DataNull => new ProcessCommand(path, []),
            DataString text when HoldsSecret(call, text) => new ProcessCommand("/bin/sh", SecretScript.Arguments, $"{path} {text.Value}"),
            DataString text => new ProcessCommand("/bin/sh", ["-c", $"{path} {text.Value}"]),
            DataArray list => new ProcessCommand(path, [.. Texts(list.Items)]),
            DataObject mapping => new ProcessCommand(
                path,
                [.. Texts(mapping.Members.SelectMany(member => new[] { member.Key, member.Value }))]
            ),
            _ => null,
        };

    private static bool HoldsSecret(ActivityCall call, DataString text) =>
        call.Shown.Text("arguments") != text.Value || !ReferenceEquals(call.Mask.Apply(text.Value), text.Value);

    private static IEnumerable<string> Texts(IEnumerable<DataNode> items) =>
        items.Where(item => item is not (DataNull or DataString { Value: "" })).Select(PythonText.Str);
}
