using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Running;

/// <summary>
/// Does what the provider object tells it: <c>does</c> (a word, or one for each call; the last goes on), after <c>takes</c> seconds,
/// with <c>output</c> (or one for each call under <c>outputs</c>).
/// </summary>
internal sealed class FakeProvider(TimeProvider time) : IActivityProvider
{
    private readonly Dictionary<string, int> _times = [];

    public string Name => "fake";

    public IReadOnlyList<string> SubstitutedFields => ["arguments", "output", "message"];

    /// <summary>Every call that was made, in order.</summary>
    public List<ActivityCall> Calls { get; } = [];

    /// <summary>How each call ended; null where it threw.</summary>
    public List<(ActivityCall Call, ActivityOutcome? Outcome)> Outcomes { get; } = [];

    public async Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop)
    {
        Calls.Add(call);
        ActivityOutcome? outcome = null;
        try
        {
            return outcome = await PlayAsync(call, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            outcome = new ActivityOutcome.Stopped();
            throw;
        }
        finally
        {
            Outcomes.Add((call, outcome));
        }
    }

    /// <summary>How often a call that was given up could still change something.</summary>
    public int ChangesAfterAll { get; private set; }

    private static void Record(ActivityCall call) =>
        call.Changes.Record(
            new ChangeRecord
            {
                Verb = "patch",
                Resource = "/things/web",
                Name = "web",
                Namespace = "shop",
                Before = DataObject.Of(("replicas", 3), ("password", call.Provider["output"] ?? DataNull.Instance)),
                Undo = "put it back",
            }
        );

    private async Task<ActivityOutcome> PlayAsync(ActivityCall call, CancellationToken stop)
    {
        var turn = _times[call.Name] = _times.GetValueOrDefault(call.Name) + 1;
        var does = Turn(call.Provider["does"], turn) is DataString word ? word.Value : "succeed";
        var takes = TimeSpan.FromSeconds((call.Provider["takes"] as DataNumber)?.ToDouble() ?? 0);
        if (takes > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(takes, time, does == "ignore-stop" ? CancellationToken.None : stop);
            }
            catch (OperationCanceledException)
            {
                return new ActivityOutcome.Stopped();
            }
        }

        return await OutcomeAsync(call, does, turn, stop);
    }

    private async Task<ActivityOutcome> OutcomeAsync(ActivityCall call, string does, int turn, CancellationToken stop)
    {
        var message = call.Provider.Text("message") ?? does;
        switch (does)
        {
            case "succeed" or "ignore-stop":
                return new ActivityOutcome.Succeeded(Turn(call.Provider["outputs"], turn) ?? call.Provider["output"] ?? DataNull.Instance);
            case "change":
                Record(call);
                return new ActivityOutcome.Succeeded(DataNull.Instance);
            case "change-reversibly":
                return Change(call);
            case "inject":
                return await call.Faults.InjectAsync(new FakeFault(), FakeFault.Call(call), stop);
            case "change-when-given-up":
                await Task.Delay(TimeSpan.FromSeconds(60), time, CancellationToken.None);
                Record(call);
                ChangesAfterAll++;
                return new ActivityOutcome.Succeeded(DataNull.Instance);
            case "echo":
                return new ActivityOutcome.Succeeded((call.Provider["arguments"] as DataObject)?["value"] ?? DataNull.Instance);
            case "unproven":
                return new ActivityOutcome.Succeeded(DataNull.Instance) { Unproven = message, Warnings = [message] };
            case "fail":
                return new ActivityOutcome.Failed(message) { Trace = ["Traceback\n", $"  {message}\n"], Warnings = [message] };
            case "crash":
                return new ActivityOutcome.Crashed(message);
            case "exit":
                return new ActivityOutcome.ExitRequested((int)(call.Provider["code"] as DataNumber ?? DataNumber.From(1)).ToDouble());
            case "throw":
                throw new InvalidOperationException(message);
            case "throw-cancelled":
                throw new OperationCanceledException(message);
            case "hang":
                // Ends by an exception, as most of what takes a token does.
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                throw new System.Diagnostics.UnreachableException();
            default:
                throw new System.Diagnostics.UnreachableException(does);
        }
    }

    // Made, refused, or neither: then nobody knows.
    private static ActivityOutcome.Succeeded Change(ActivityCall call)
    {
        var change = new ChangeRecord
        {
            Verb = "patch",
            Resource = "/things/" + call.Name,
            Name = call.Name,
            Before = DataObject.Of(("replicas", 3)),
            Undo = "put it back",
            Reversal = FakeReversal.TheName,
            Secrets = DataObject.Of(("token", "t0k3n-of-the-cluster")),
        };
        call.Changes.Record(change);
        switch (call.Provider.Text("ends") ?? "made")
        {
            case "made":
                call.Changes.Made(change, change with { After = DataObject.Of(("replicas", 0)) });
                break;
            case "refused":
                call.Changes.NotMade(change);
                break;
            default:
                break;
        }

        return new ActivityOutcome.Succeeded(DataNull.Instance);
    }

    private static DataNode? Turn(DataNode? each, int turn) =>
        each is DataArray { Items.Length: > 0 } list ? list.Items[Math.Min(turn, list.Items.Length) - 1] : each;
}
