using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Local.Addons;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Addons;

public sealed class AddonTests
{
    private const string Played = """{"status": "succeeded"}""";

    [Theory]
    [InlineData("""{"repeat_count": 3}""", "a", "$.method[0]", """[{"name": "a"}, {"name": "a", "iteration_index": 1}, {"ref": "a"}]""")]
    [InlineData("""{"repeat_count": 3}""", "a", "$.method[1]", """[{"name": "a"}, {"ref": "a"}, {"name": "a", "iteration_index": 1}]""")]
    public async Task A_repeated_activity_stands_again_behind_the_step_that_played_it(
        string arguments,
        string name,
        string path,
        string method
    )
    {
        var answer = await RepeatAsync(arguments, DataObject.Of(("name", name)), path, Played);

        answer.Experiment!["method"]!.ToString().ShouldBe(method);
    }

    [Theory]
    [InlineData("""{"repeat_count": 2}""", 1, Played)]
    [InlineData("""{"repeat_count": 1}""", 0, Played)]
    [InlineData("{}", 0, Played)]
    [InlineData("""{"repeat_count": 3}""", 0, "null")]
    [InlineData("""{"repeat_count": 3}""", 0, """{"output": null}""")]
    [InlineData("""{"repeat_count": 3, "break_if_previous_iteration_failed": true}""", 0, """{"status": "failed"}""")]
    public async Task Enough_is_enough(string arguments, int index, string state)
    {
        var activity = DataObject.Of(("name", "a"));

        var answer = await RepeatAsync(arguments, index == 0 ? activity : activity.With("iteration_index", index), "$.method[0]", state);

        answer.ShouldBe(ControlAnswer.Unchanged);
    }

    [Fact]
    public async Task What_stands_there_already_is_not_put_there_again()
    {
        var activity = DataObject.Of(("name", "p"));
        var experiment = (DataObject)
            JsonText.Parse("""{"steady-state-hypothesis": {"probes": [{"name": "p"}, {"name": "p", "iteration_index": 1}]}}""");

        var answer = await RepeatAsync("""{"repeat_count": 2}""", activity, "$.steady-state-hypothesis.probes[0]", Played, experiment);

        answer.ShouldBe(ControlAnswer.Unchanged);
    }

    [Theory]
    [InlineData("""{"target_type": "action"}""", true)]
    [InlineData("""{"target_type": "probe"}""", false)]
    [InlineData("""{"target_names": ["x", "act"]}""", true)]
    [InlineData("""{"target_names": ["x"]}""", false)]
    [InlineData("""{"target_type": "probe", "target_names": ["act"]}""", true)]
    [InlineData("{}", false)]
    public async Task What_is_bypassed_is_left_out(string arguments, bool isLeftOut)
    {
        var answer = await CallAsync(
            "chaosaddons.controls.bypass",
            ControlHook.BeforeActivity,
            arguments,
            DataObject.Of(("type", "action"), ("name", "act"))
        );

        answer.LeaveOut.ShouldBe(isLeftOut);
    }

    [Fact]
    public async Task What_repeats_or_bypasses_nothing_is_told_of()
    {
        var controls = new AddonControls(TimeProvider.System);
        var stop = TestContext.Current.CancellationToken;

        (await controls.CheckAsync(Declaration("chaosaddons.controls.repeat", "{}"), stop))
            .Single()
            .Severity.ShouldBe(CallProblemSeverity.Warning);
        (await controls.CheckAsync(Declaration("chaosaddons.controls.bypass", "{}"), stop))
            .Single()
            .Severity.ShouldBe(CallProblemSeverity.Warning);
        controls.Create(Declaration("chaosaddons.controls.other", "{}")).ShouldBeNull();
    }

    [Fact]
    public async Task Idling_takes_as_long_as_it_says()
    {
        var clock = new ManualClock();
        var idle = new IdleFunction(clock).CallAsync(Idle("2.5"), TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(2));
        idle.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        (await idle).ShouldBeOfType<ActivityOutcome.Succeeded>();
    }

    [Fact]
    public async Task Idling_ends_when_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var idle = new IdleFunction(TimeProvider.System).CallAsync(Idle("10000"), stop.Token);

        stop.Cancel();

        await Should.ThrowAsync<OperationCanceledException>(idle);
    }

    [Theory]
    [InlineData("\"long\"")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    public async Task A_duration_is_a_number_of_seconds(string duration) =>
        (await new IdleFunction(TimeProvider.System).CallAsync(Idle(duration), TestContext.Current.CancellationToken))
            .ShouldBeOfType<ActivityOutcome.Failed>()
            .Message.ShouldStartWith("a duration is a number of seconds, and this is");

    private static FunctionCall Idle(string duration) =>
        new(
            DataObject.Of(("duration", duration is "NaN" ? new DataNumber(duration) : JsonText.Parse(duration))),
            DataObject.Empty,
            DataObject.Empty
        );

    private static Task<ControlAnswer> RepeatAsync(
        string arguments,
        DataObject activity,
        string path,
        string state,
        DataObject? experiment = null
    ) =>
        CallAsync(
            "chaosaddons.controls.repeat",
            ControlHook.AfterActivity,
            arguments,
            activity,
            call =>
                call with
                {
                    Path = path,
                    State = JsonText.Parse(state),
                    Experiment = experiment ?? JsonText.Parse("""{"method": [{"name": "a"}, {"ref": "a"}]}"""),
                }
        );

    private static ControlDeclaration Declaration(string module, string arguments) =>
        new(
            "c",
            DataObject.Of(("provider", DataObject.Of(("type", "python"), ("module", module), ("arguments", JsonText.Parse(arguments)))))
        );

    private static Task<ControlAnswer> CallAsync(
        string module,
        ControlHook hook,
        string arguments,
        DataObject activity,
        Func<ControlCall, ControlCall>? more = null
    )
    {
        var declaration = Declaration(module, arguments);
        var call = new ControlCall
        {
            Control = declaration,
            Hook = hook,
            Arguments = declaration.Arguments,
            Context = activity,
        };
        return new AddonControls(TimeProvider.System)
            .Create(declaration)!
            .CallAsync(more?.Invoke(call) ?? call, new GuardedRun(), TestContext.Current.CancellationToken);
    }
}
