using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class PythonRunTests : IAsyncDisposable
{
    private readonly PythonWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_native_function_is_called_and_its_answer_is_the_output() =>
        (await _world.RunAsync("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea"}}"""))
            .Line()
            .ShouldBe("succeeded 7");

    [Fact]
    public async Task It_gets_arguments_configuration_and_the_name_of_the_activity()
    {
        await _world.RunAsync(
            """{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea", "n": [1]}}""",
            configuration: """{"a": {"b": 1}}"""
        );

        var call = _world.Function.Call!;
        (call.Arguments.ToString(), call.Configuration.ToString(), call.ActivityName).ShouldBe(
            ("""{"item": "tea", "n": [1]}""", """{"a": {"b": 1}}""", "ask")
        );
    }

    [Fact]
    public async Task It_gets_the_recorder_of_its_call_and_whether_its_result_is_judged()
    {
        var call = Some.Call("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea"}}""") with
        {
            HasTolerance = true,
            Changes = new Recorder(),
        };

        await _world.Provider.RunAsync(call, TestContext.Current.CancellationToken);

        (_world.Function.Call!.HasTolerance, _world.Function.Call.Changes).ShouldBe((true, call.Changes));
    }

    private sealed class Recorder : IChangeRecorder
    {
        public void Record(ChangeRecord change) => throw new InvalidOperationException("Nothing is changed here.");
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData(""", "arguments": null""", "{}")]
    [InlineData(""", "arguments": {}""", "{}")]
    [InlineData(""", "arguments": "none" """, "{}")]
    public async Task Without_arguments_it_gets_none(string arguments, string expected)
    {
        await _world.RunAsync($$"""{"module": "shop.probes", "func": "stock"{{arguments}}}""");

        _world.Function.Call!.Arguments.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData(""", "secrets": ["a"]""", """{"k": 1, "x": "a"}""")]
    [InlineData(""", "secrets": ["a", "b"]""", """{"k": 2, "x": "a", "y": "b"}""")]
    [InlineData(""", "secrets": ["b", "a"]""", """{"k": 1, "y": "b", "x": "a"}""")]
    [InlineData(""", "secrets": ["none", "b", 5, null]""", """{"k": 2, "y": "b"}""")]
    // A text is iterated letter by letter, as in Python; a group may have a name of one letter.
    [InlineData(""", "secrets": "a" """, """{"k": 1, "x": "a"}""")]
    [InlineData(""", "secrets": "none" """, "{}")]
    [InlineData(""", "secrets": []""", "{}")]
    public async Task It_gets_the_union_of_the_named_groups_of_secrets(string secrets, string expected)
    {
        await _world.RunAsync(
            $$"""{"module": "shop.probes", "func": "stock"{{secrets}}}""",
            secrets: """{"a": {"k": 1, "x": "a"}, "b": {"k": 2, "y": "b"}, "plain": "text"}"""
        );

        _world.Function.Call!.Secrets.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_failure_is_said_as_an_extension_of_the_reference_says_it()
    {
        _world.Function.Answer = new ActivityOutcome.Failed("no such item") { Trace = ["one line"] };

        var failed = (ActivityOutcome.Failed)await _world.RunAsync("""{"module": "shop.probes", "func": "stock"}""");

        (failed.Message, failed.Trace.Single()).ShouldBe(("chaoslib.exceptions.ActivityFailed: no such item", "one line"));
    }

    [Fact]
    public async Task Other_outcomes_stay_what_they_are()
    {
        _world.Function.Answer = new ActivityOutcome.Succeeded(1) { Unproven = "it chose nothing.", Warnings = ["w"] };

        var outcome = await _world.RunAsync("""{"module": "shop.probes", "func": "stock"}""");

        outcome.ShouldBeSameAs(_world.Function.Answer);
    }
}
