using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;

namespace Faultline.Engine.Tests.Configuration;

/// <summary>Configuration that a probe finds out (reference specification §7.1).</summary>
public sealed class DynamicConfigurationTests
{
    private readonly List<string> _calls = [];

    [Fact]
    public async Task What_is_static_stays_as_it_is()
    {
        var resolved = await ResolveAsync("{\"a\": 1, \"b\": {\"type\": \"file\"}, \"c\": [{\"type\": \"probe\"}]}", _ => Of("5"));

        Shown(resolved).ShouldBe("{\"a\": 1, \"b\": {\"type\": \"file\"}, \"c\": [{\"type\": \"probe\"}]}");
        _calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_sees_what_stands_before_it_and_nothing_that_stands_after_it()
    {
        var resolved = await ResolveAsync(
            $"{{\"a\": 1, \"x\": {Probe("x")}, \"b\": 2, \"y\": {Probe("y")}, \"c\": 3}}",
            name => Of($"\"{name}!\"")
        );

        _calls.ShouldBe(["x {\"a\": 1} {\"g\": {\"s\": \"t\"}}", "y {\"a\": 1, \"x\": \"x!\", \"b\": 2} {\"g\": {\"s\": \"t\"}}"]);
        Shown(resolved).ShouldBe("{\"a\": 1, \"x\": \"x!\", \"b\": 2, \"y\": \"y!\", \"c\": 3}");
    }

    [Theory]
    [InlineData("python", "{\"stdout\": \" x \", \"status\": 1}", "{\"stdout\": \" x \", \"status\": 1}")]
    [InlineData("python", "{\"body\": 1, \"status\": 200}", "{\"body\": 1, \"status\": 200}")]
    [InlineData("python", "[1, null]", "[1, null]")]
    [InlineData("python", "null", "null")]
    [InlineData("process", "{\"status\": 0, \"stdout\": \"  7\\n\", \"stderr\": \"e\"}", "\"7\"")]
    [InlineData("process", "{\"status\": 0, \"stdout\": \"\", \"stderr\": \"\"}", "\"\"")]
    [InlineData("http", "{\"status\": 503, \"headers\": {}, \"body\": {\"a\": [1]}}", "{\"a\": [1]}")]
    [InlineData("http", "{\"status\": 204, \"headers\": {}, \"body\": \"\"}", "\"\"")]
    public async Task The_value_is_what_the_kind_of_provider_means_by_it(string provider, string output, string value) =>
        Shown(await ResolveAsync($"{{\"x\": {Probe("x", provider)}}}", _ => Of(output))).ShouldBe($"{{\"x\": {value}}}");

    [Fact]
    public async Task A_process_that_ends_with_another_code_than_0_is_a_failure() =>
        (await FailureAsync("process", Of("{\"status\": 3, \"stdout\": \"7\", \"stderr\": \"\"}"))).ShouldBe(
            "the dynamic configuration 'x' could not be loaded: its process ended with 3"
        );

    [Theory]
    [InlineData("failed", "no route to host")]
    [InlineData("crashed", "no such module")]
    [InlineData("stopped", "it was stopped")]
    [InlineData("exit", "it was stopped")]
    public async Task A_failure_names_itself(string how, string why)
    {
        ActivityOutcome outcome = how switch
        {
            "failed" => new ActivityOutcome.Failed(why),
            "crashed" => new ActivityOutcome.Crashed(why),
            "stopped" => new ActivityOutcome.Stopped(),
            _ => new ActivityOutcome.ExitRequested(30),
        };

        (await FailureAsync("python", outcome)).ShouldBe($"the dynamic configuration 'x' could not be loaded: {why}");
    }

    [Fact]
    public async Task Where_a_failure_stands_is_told()
    {
        var problem = (await ResolveAsync($"{{\"x\": {Probe("x")}}}", _ => new ActivityOutcome.Failed("no"))).Problems.Single();

        (problem.Severity, problem.Source, problem.Path).ShouldBe((DiagnosticSeverity.Error, "test.json", "$.configuration.x"));
    }

    [Fact]
    public async Task A_failed_entry_is_not_there_for_those_after_it_and_all_failures_are_told()
    {
        var resolved = await ResolveAsync(
            $"{{\"x\": {Probe("x")}, \"y\": {Probe("y")}, \"z\": {Probe("z")}}}",
            name => name == "y" ? Of("1") : new ActivityOutcome.Failed("no " + name)
        );

        _calls.ShouldBe(["x {} {\"g\": {\"s\": \"t\"}}", "y {} {\"g\": {\"s\": \"t\"}}", "z {\"y\": 1} {\"g\": {\"s\": \"t\"}}"]);
        resolved
            .Problems.Select(problem => problem.Message)
            .ShouldBe([
                "the dynamic configuration 'x' could not be loaded: no x",
                "the dynamic configuration 'z' could not be loaded: no z",
            ]);
    }

    [Fact]
    public async Task An_entry_that_is_no_activity_keeps_all_others_from_being_called()
    {
        var resolved = await ResolveAsync($"{{\"x\": {Probe("x")}, \"y\": {{\"type\": \"probe\", \"name\": \"y\"}}}}", _ => Of("1"));

        _calls.ShouldBeEmpty();
        resolved.Problems.ShouldNotBeEmpty();
    }

    private async Task<string> FailureAsync(string provider, ActivityOutcome outcome) =>
        (await ResolveAsync($"{{\"x\": {Probe("x", provider)}}}", _ => outcome)).Problems.Single().Message;

    private async Task<ResolvedVariables> ResolveAsync(string configuration, Func<string, ActivityOutcome> outcome) =>
        await DynamicConfiguration.ResolveAsync(
            "test.json",
            new ResolvedVariables(
                (DataObject)JsonText.Parse(configuration),
                (DataObject)JsonText.Parse("{\"g\": {\"s\": \"t\"}}"),
                ImmutableArray<Diagnostic>.Empty
            ),
            (probe, known) =>
            {
                _calls.Add($"{probe.Name} {known.Configuration} {known.Secrets}");
                return Task.FromResult(outcome(probe.Name));
            }
        );

    private static string Probe(string name, string provider = "python") =>
        $"{{\"type\": \"probe\", \"name\": \"{name}\", \"provider\": {{\"type\": \"{provider}\", \"module\": \"m\", \"func\": \"f\", \"path\": \"p\", \"url\": \"http://u\"}}}}";

    private static ActivityOutcome.Succeeded Of(string output) => new(JsonText.Parse(output));

    private static string Shown(ResolvedVariables resolved)
    {
        resolved.Problems.ShouldBeEmpty();
        return resolved.Configuration.ToString();
    }
}
