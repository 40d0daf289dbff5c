using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Providers.Local.Addons;

namespace Faultline.Providers.Local.Tests.Addons;

public sealed class SafeguardsTests
{
    private const string Trips = "Safeguard 'sg' triggered the end of the experiment / The safeguard 'sg' ";
    private static readonly ControlCheck Met = new(true, null);
    private static readonly ControlCheck Missed = new(false, "expected 200, found 503");
    private static readonly ControlCheck Crashed = new(null, "no such host");

    [Fact]
    public async Task One_that_is_met_before_the_run_lets_it_begin()
    {
        using var run = new GuardedRun(Met);

        await new Guard("{}").CallAsync(run, ControlHook.BeforeExperiment);

        (run.Checks, run.IsHalted).ShouldBe((1, false));
    }

    [Fact]
    public async Task One_that_is_missed_before_the_run_halts_it_and_names_the_condition()
    {
        using var run = new GuardedRun(Missed);

        await new Guard("{}").CallAsync(run, ControlHook.BeforeExperiment);

        (await run.Halted).ShouldBe(Trips + "is not in its tolerance: expected 200, found 503");
    }

    [Fact]
    public async Task One_that_can_not_be_told_before_the_run_is_no_leave_to_begin()
    {
        using var run = new GuardedRun(Crashed);

        await new Guard("{}").CallAsync(run, ControlHook.BeforeExperiment);

        (await run.Halted).ShouldBe(Trips + "could not be checked before the run: no such host");
    }

    [Fact]
    public async Task One_with_a_frequency_is_asked_until_it_is_missed()
    {
        using var run = new GuardedRun(Met, Met, Missed);

        await new Guard("""{"frequency": 0.01}""").CallAsync(run, ControlHook.BeforeExperiment);

        (await run.Halted).ShouldBe(Trips + "is not in its tolerance: expected 200, found 503");
        run.Checks.ShouldBe(3);
    }

    [Fact]
    public async Task One_that_crashes_says_so_once_and_goes_on_guarding()
    {
        using var run = new GuardedRun(Met, Crashed, Crashed, Missed);

        await new Guard("""{"frequency": 0.01}""").CallAsync(run, ControlHook.BeforeExperiment);

        await run.Halted;
        run.Warnings.ShouldBe(["the safeguard 'sg' could not be checked, and goes on guarding: no such host"]);
    }

    [Fact]
    public async Task One_in_the_background_is_asked_once()
    {
        using var run = new GuardedRun(Met);
        var guard = new Guard("""{"background": true}""");

        await guard.CallAsync(run, ControlHook.BeforeExperiment);
        await guard.CallAsync(run, ControlHook.AfterExperiment);

        run.Checks.ShouldBe(1);
    }

    [Theory]
    [InlineData(ControlHook.BeforeRollback)]
    [InlineData(ControlHook.AfterExperiment)]
    [InlineData(ControlHook.CleanUp)]
    public async Task Nobody_guards_what_puts_things_back(ControlHook hook)
    {
        using var run = new GuardedRun(Met);
        var guard = new Guard("""{"frequency": 0.01}""");
        await guard.CallAsync(run, ControlHook.BeforeExperiment);
        await run.CheckedAsync(3);

        await guard.CallAsync(run, hook);

        var checks = run.Checks;
        await guard.CallAsync(run, hook);
        run.Checks.ShouldBe(checks);
    }

    [Fact]
    public async Task What_guards_nothing_is_told_of()
    {
        var empty = Guard.Declaration("""{"probes": []}""");
        var loose = Guard.Declaration("""{"probes": [{"name": "sg"}]}""");

        var controls = new AddonControls(TimeProvider.System);

        (await controls.CheckAsync(empty, TestContext.Current.CancellationToken))
            .Single()
            .Message.ShouldBe("Control 'safe': 'probes' lists no probe, so it guards nothing");
        (await controls.CheckAsync(loose, TestContext.Current.CancellationToken))
            .Single()
            .Message.ShouldBe("Control 'safe': the safeguard 'sg' has no 'tolerance' to hold it to");
    }

    private sealed class Guard
    {
        private readonly ControlDeclaration _declaration;
        private readonly IControl _control;

        public Guard(string more)
        {
            var probe = ((DataObject)JsonText.Parse(more)).With("name", "sg").With("tolerance", 200);
            _declaration = Declaration(DataObject.Of(("probes", DataArray.Of([probe]))).ToString());
            _control = new AddonControls(TimeProvider.System).Create(_declaration)!;
        }

        public static ControlDeclaration Declaration(string arguments) =>
            new(
                "safe",
                DataObject.Of(
                    (
                        "provider",
                        DataObject.Of(
                            ("type", "python"),
                            ("module", "chaosaddons.controls.safeguards"),
                            ("arguments", JsonText.Parse(arguments))
                        )
                    )
                )
            );

        public async Task CallAsync(IControlRun run, ControlHook hook) =>
            await _control.CallAsync(
                new ControlCall
                {
                    Control = _declaration,
                    Hook = hook,
                    Arguments = _declaration.Arguments,
                },
                run,
                TestContext.Current.CancellationToken
            );
    }
}
