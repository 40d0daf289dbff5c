using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Providers.Local.Python;

namespace Faultline.Providers.Local.Tests.Python;

/// <summary>Controls that are Python modules, in a real interpreter.</summary>
public sealed class PythonControlTests : IAsyncDisposable
{
    private readonly PythonRun _python = new(
        """
        import os
        from chaoslib.exceptions import InterruptExecution, InvalidControl

        def note(*words): open(os.path.join(os.path.dirname(__file__), "seen"), "a").write(" ".join(map(str, words)) + "\n")

        def validate_control(control):
            if control.get("odd"): raise InvalidControl("it is odd")
        def configure_control(experiment=None, settings=None, event_registry=None, label="-", **kwargs):
            note(label, "configure", experiment["title"], settings, event_registry is not None, sorted(kwargs))
            if label == "events": event_registry.register(object())
        def cleanup_control(): note("cleanup")
        def before_loading_experiment_control(context, label="-"): note(label, "loading", context)
        def after_loading_experiment_control(context, state, label="-"): note(label, "loaded", context, state["title"])
        def before_experiment_control(context, experiment, **kwargs): note(context is experiment, sorted(kwargs))
        def before_hypothesis_control(context, configuration, secrets, extensions, settings, **kwargs):
            note(configuration, secrets, extensions, settings)
        def after_hypothesis_control(context, state, **kwargs): note(state)
        def before_method_control(context, label="-", **kwargs):
            context["method"].append({"name": "more"})
        def after_method_control(label): note("no context")
        def before_rollback_control(context, **kwargs): raise RuntimeError("boom")
        def after_rollback_control(context, state, **kwargs): raise SystemExit(30)
        def before_activity_control(context, configuration, secrets, label="-", **kwargs):
            configuration["seen"] = context["name"]
            del configuration["n"]
            secrets["s"]["k"] = "other"
            context["dry"] = label == "dry"
            if label == "change": context["provider"] = float("nan")
            if label == "stop": raise InterruptExecution("not today: really")
        def after_activity_control(context, state, label="-", **kwargs):
            state["output"] = {1, 2} if label == "foreign" else None
        def after_experiment_control(context, state, **kwargs): state["status"] = "failed"
        """
    );

    private readonly IControlRun _run = new NoRun();

    [Fact]
    public async Task Every_hook_is_called_with_what_it_takes()
    {
        await CallAsync(ControlHook.Configure);
        await CallAsync(ControlHook.BeforeLoading, "x.json");
        await CallAsync(ControlHook.AfterLoading, "x.json", Value("""{"title": "t"}"""));
        await CallAsync(ControlHook.BeforeExperiment);
        await CallAsync(ControlHook.BeforeHypothesis, Value("""{"title": "h"}"""));
        await CallAsync(ControlHook.AfterHypothesis, Value("""{"title": "h"}"""));
        await CallAsync(ControlHook.CleanUp);

        (await File.ReadAllTextAsync(Path.Combine(_python.Folder, "seen"), TestContext.Current.CancellationToken)).ShouldBe(
            """
            me configure t {'a': 1} True []
            me loading x.json
            me loaded x.json t
            True ['label']
            {'n': 3} {'s': {'k': 'v'}} [{'name': 'e'}] {'a': 1}
            None
            cleanup

            """
        );
    }

    [Fact]
    public async Task What_it_changes_in_place_comes_back()
    {
        var answer = await CallAsync(ControlHook.BeforeActivity, Value("""{"name": "act", "provider": 1}"""));

        answer.Configuration!.ToString().ShouldBe("""{"seen": "act"}""");
        answer.Secrets!.ToString().ShouldBe("""{"s": {"k": "other"}}""");
        (answer.State, answer.Experiment, answer.Problem, answer.Interrupt).ShouldBe((null, null, null, null));
    }

    [Fact]
    public async Task The_experiment_is_one_object_under_both_its_names()
    {
        var answer = await CallAsync(ControlHook.BeforeMethod);

        ((DataObject)answer.Context!)["method"]!.ToString().ShouldBe("""[{"name": "more"}]""");
        answer.Experiment.ShouldBeNull();
    }

    [Fact]
    public async Task A_number_that_JSON_does_not_have_is_no_obstacle()
    {
        var answer = await CallAsync(ControlHook.BeforeActivity, Value("""{"name": "act", "provider": 1}"""), label: "change");

        ((DataNumber)((DataObject)answer.Context!)["provider"]!).Text.ShouldBe("NaN");
    }

    [Fact]
    public async Task Dry_has_the_activity_left_out_and_leaves_the_document_alone()
    {
        var answer = await CallAsync(ControlHook.BeforeActivity, Value("""{"name": "act", "provider": 1}"""), label: "dry");

        answer.LeaveOut.ShouldBeTrue();
        answer.Context.ShouldBeNull();
    }

    [Fact]
    public async Task An_InterruptExecution_ends_the_run_and_what_was_changed_before_counts()
    {
        var answer = await CallAsync(ControlHook.BeforeActivity, Value("""{"name": "act"}"""), label: "stop");

        answer.Interrupt.ShouldBe("not today: really");
        answer.Configuration.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(ControlHook.BeforeRollback, "RuntimeError: boom")]
    [InlineData(ControlHook.AfterMethod, "TypeError: after_method_control() got an unexpected keyword argument 'context'")]
    public async Task What_it_raises_is_told(ControlHook hook, string problem) => (await CallAsync(hook)).Problem.ShouldBe(problem);

    [Fact]
    public async Task A_SystemExit_asks_the_run_to_exit() => (await CallAsync(ControlHook.AfterRollback)).Exit.ShouldBe(30);

    [Fact]
    public async Task What_is_no_JSON_is_left_as_it_was_and_told()
    {
        var answer = await CallAsync(ControlHook.AfterActivity, Value("""{"name": "act"}"""), Value("""{"output": 1}"""), "foreign");

        answer.State.ShouldBeNull();
        answer.Problem.ShouldBe("what it left in 'state' can't be written as JSON, and was left as it was");
    }

    [Fact]
    public async Task Handlers_that_nobody_would_call_are_told_of() =>
        (await CallAsync(ControlHook.Configure, label: "events")).Problem.ShouldBe(
            "it registers event handlers, which nobody calls here; its hooks are called"
        );

    [Fact]
    public async Task The_journal_may_be_edited()
    {
        var answer = await CallAsync(ControlHook.AfterExperiment, state: Value("""{"status": "completed", "run": []}"""));

        answer.State!.ToString().ShouldBe("""{"status": "failed", "run": []}""");
    }

    [Fact]
    public async Task A_module_that_can_not_be_imported_is_told_of_once()
    {
        var declaration = Declaration("nobody.there", "me");
        var control = Controls().Create(declaration)!;

        var first = await control.CallAsync(Call(declaration, ControlHook.Configure), _run, TestContext.Current.CancellationToken);
        var second = await control.CallAsync(Call(declaration, ControlHook.BeforeExperiment), _run, TestContext.Current.CancellationToken);

        first.Problem.ShouldStartWith("the Python module 'nobody.there' can't be used, so it does nothing: ModuleNotFoundError");
        second.ShouldBe(ControlAnswer.Unchanged);
    }

    [Fact]
    public async Task A_check_names_a_module_that_is_missing_and_what_the_module_itself_finds()
    {
        var stop = TestContext.Current.CancellationToken;
        var odd = Declaration("mod", "me") with { Document = Declaration("mod", "me").Document.With("odd", true) };

        (await Controls().CheckAsync(Declaration("mod", "me"), stop)).ShouldBeEmpty();
        (await Controls().CheckAsync(odd, stop)).Single().Message.ShouldEndWith("it is odd");
        (await Controls().CheckAsync(Declaration("nobody", "me"), stop))
            .Single()
            .Message.ShouldBe(
                "Could not find Python module 'nobody' in control 'c'. Did you install the Python module? The experiment will carry on running nonetheless."
            );
    }

    [Fact]
    public async Task Modules_may_wait_for_the_end_of_the_experiment()
    {
        _python.Write(
            "waits.py",
            """
            from chaosaddons.controls.synchronization import experiment_finished
            def before_activity_control(context, **kwargs): raise RuntimeError(str(experiment_finished.is_set()))
            """
        );
        var controls = Controls();
        var synchronization = Declaration("chaosaddons.controls.synchronization", "me");
        var waits = Declaration("waits", "me");
        var stop = TestContext.Current.CancellationToken;

        var before = await controls.Create(waits)!.CallAsync(Call(waits, ControlHook.BeforeActivity), _run, stop);
        await controls.Create(synchronization)!.CallAsync(Call(synchronization, ControlHook.AfterExperiment), _run, stop);
        var after = await controls.Create(waits)!.CallAsync(Call(waits, ControlHook.BeforeActivity), _run, stop);

        (before.Problem, after.Problem).ShouldBe(("RuntimeError: False", "RuntimeError: True"));
    }

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    private PythonControls Controls() => new(_python.Provider);

    private static DataNode Value(string json) => JsonText.Parse(json);

    private static ControlDeclaration Declaration(string module, string label) =>
        new(
            "c",
            DataObject.Of(
                ("name", "c"),
                ("provider", DataObject.Of(("type", "python"), ("module", module), ("arguments", DataObject.Of(("label", label)))))
            )
        );

    private static ControlCall Call(ControlDeclaration declaration, ControlHook hook, DataNode? context = null, DataNode? state = null)
    {
        var experiment = Value("""{"title": "t", "method": [], "extensions": [{"name": "e"}]}""");
        return new ControlCall
        {
            Control = declaration,
            Hook = hook,
            Arguments = declaration.Arguments,
            Context = context ?? experiment,
            State = state ?? DataNull.Instance,
            Experiment = experiment,
            Configuration = DataObject.Of(("n", 3)),
            Secrets = DataObject.Of(("s", DataObject.Of(("k", "v")))),
            Settings = DataObject.Of(("a", 1)),
        };
    }

    private async Task<ControlAnswer> CallAsync(ControlHook hook, DataNode? context = null, DataNode? state = null, string label = "me")
    {
        var declaration = Declaration("mod", label);
        var call = Call(declaration, hook, context, state);
        return await Controls().Create(declaration)!.CallAsync(call, _run, TestContext.Current.CancellationToken);
    }

    private sealed class NoRun : IControlRun
    {
        public Task<ControlCheck> CheckAsync(DataObject probe, CancellationToken stop) => throw new NotSupportedException();

        public void Halt(string message, string reason) => throw new NotSupportedException();

        public void Warn(string message) => throw new NotSupportedException();
    }
}
