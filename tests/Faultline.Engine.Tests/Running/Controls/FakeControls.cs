using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Running.Controls;

/// <summary>Controls of the type "fake": each notes what it sees and answers what the test says.</summary>
internal sealed class FakeControls : IControlProvider
{
    /// <summary>What a control answers; null where it changes nothing.</summary>
    public Func<ControlCall, IControlRun, ControlAnswer?> Answers { get; init; } = (_, _) => null;

    /// <summary>"name hook context state" of every call, in order.</summary>
    public List<string> Seen { get; } = [];

    public List<ControlCall> Calls { get; } = [];

    public IControl? Create(ControlDeclaration declaration) => declaration.ProviderType == "fake" ? new Control(this) : null;

    public Task<IReadOnlyList<CallProblem>> CheckAsync(ControlDeclaration declaration, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<CallProblem>>(
            declaration.Provider["wrong"] is { } wrong ? [new CallProblem("it is wrong") { Where = wrong }] : []
        );

    public static DataObject Declare(string name, string more = "{}")
    {
        var control = DataObject.Of(("name", name), ("provider", DataObject.Of(("type", "fake"))));
        return ((DataObject)Some.Json(more)).Members.Aggregate(control, (all, member) => all.With(member.Key, member.Value));
    }

    /// <summary>What was seen by a control, without its name.</summary>
    public IEnumerable<string> By(string name) =>
        Seen.Where(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..]);

    /// <summary>The names of those that were called at a moment about a thing, in order.</summary>
    public IEnumerable<string> At(string hook, string? about = null) =>
        Seen.Select(line => line.Split(' '))
            .Where(words => words[1] == hook && (about is null || words[2] == about))
            .Select(words => words[0]);

    private sealed class Control(FakeControls controls) : IControl
    {
        public Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop)
        {
            controls.Calls.Add(call);
            controls.Seen.Add(string.Join(' ', Words(call)));
            return Task.FromResult(controls.Answers(call, run) ?? ControlAnswer.Unchanged);
        }

        private static IEnumerable<string> Words(ControlCall call)
        {
            yield return call.Control.Name;
            yield return call.Hook.Name();
            if (call.Context is DataObject context)
            {
                yield return context.Text("name") ?? context.Text("title") ?? "?";
            }

            if (call.Hook.IsAfter())
            {
                yield return call.State switch
                {
                    DataArray records =>
                        $"[{string.Join(' ', records.Items.Select(record => ((DataObject)record).Text("status") ?? "-"))}]",
                    DataObject { } state when state["steady_state_met"] is DataBoolean met => met.Value ? "met" : "missed",
                    DataObject state => state.Text("status") ?? "-",
                    _ => "nothing",
                };
            }
        }
    }
}
