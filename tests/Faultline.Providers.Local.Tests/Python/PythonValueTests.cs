using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class PythonValueTests : IAsyncDisposable
{
    private readonly PythonRun _python = new(
        """
        import datetime, decimal, uuid

        def echo(value=None): return value
        def inject(a, secrets=None, configuration=None): return {"a": a, "secrets": secrets, "configuration": configuration}
        def change(configuration): configuration["n"] = 4; return configuration["n"]
        def types():
            return {"dt": datetime.datetime(2020, 1, 2, 3, 4, 5, 6), "date": datetime.date(2020, 1, 2),
                    "dec": decimal.Decimal("1.50"), "uuid": uuid.UUID(int=5), "tuple": (1, 2), "float": 1.0, "none": None, "uni": "hé",
                    3: 1, True: 2, None: 3, 1.5: 4}
        def values():
            return {"bytes": b"abc", "set": {1}, "empty": set(), "zero": decimal.Decimal(0), "one": decimal.Decimal(1), "half": "\ud800",
                    "key": {(1, 2): 3}, "huge": 10 ** 5000, "text": "x"}
        def value(name): return values()[name]
        class Silent:
            def __repr__(self): raise RuntimeError("no")
        def silent(): return Silent()
        def circle(): a = []; a.append(a); return a
        def nested(n):
            a = []
            for _ in range(n): a = [a]
            return a
        def odd(): return [float("nan"), {"a": float("inf")}, (float("-inf"), "NaN")]
        def is_nan(value): return value != value
        def big(): return "x" * 5_000_000
        """
    );

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Arguments_go_and_come_as_they_are()
    {
        (await _python.ReturnedAsync("echo", """{"value": {"a": [1, 2.50, 1e3, true, null, "hé\n", {}]}}""")).ShouldBe(
            """{"a": [1, 2.5, 1000.0, true, null, "hé\n", {}]}"""
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_journal_of_the_reference_holds_beside_JSON_becomes_text()
    {
        (await _python.ReturnedAsync("types")).ShouldBe(
            """{"dt": "2020-01-02T03:04:05.000006", "date": "2020-01-02", "dec": "1.50", "uuid": "00000000-0000-0000-0000-000000000005","""
                + """ "tuple": [1, 2], "float": 1.0, "none": null, "uni": "hé", "3": 1, "true": 2, "null": 3, "1.5": 4}"""
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Numbers_that_JSON_has_not_come_as_numbers_and_texts_of_the_same_spelling_as_texts()
    {
        var outcome = (await _python.CallAsync("odd")).ShouldBeOfType<ActivityOutcome.Succeeded>();

        var items = ((DataArray)outcome.Output).Items;
        items[0].ShouldBeOfType<DataNumber>().Text.ShouldBe("NaN");
        ((DataObject)items[1])["a"].ShouldBeOfType<DataNumber>().Text.ShouldBe("Infinity");
        ((DataArray)items[2]).Items[0].ShouldBeOfType<DataNumber>().Text.ShouldBe("-Infinity");
        ((DataArray)items[2]).Items[1].ShouldBeOfType<DataString>().Value.ShouldBe("NaN");
    }

    [Fact(Timeout = 60_000)]
    public async Task Numbers_that_JSON_has_not_go_as_numbers()
    {
        var call = _python.Call("is_nan", DataObject.Of(("value", new DataNumber("NaN"))), secrets: null);

        var outcome = await _python.Provider.RunAsync(call, TestContext.Current.CancellationToken);

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString().ShouldBe("true");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("bytes", "b'abc'", "bytes")]
    [InlineData("set", "{1}", "set")]
    [InlineData("half", "'\\\\ud800'", "str")]
    [InlineData("key", "{(1, 2): 3}", "dict")]
    public async Task What_is_no_JSON_is_recorded_by_its_repr_and_said_so(string name, string repr, string type)
    {
        var outcome = (await _python.CallAsync("value", $$"""{"name": "{{name}}"}""")).ShouldBeOfType<ActivityOutcome.Succeeded>();

        (outcome.Output.ToString(), outcome.Warnings.Single()).ShouldBe(
            ($"\"{repr}\"", $"what 'mod.value' returned, of type {type}, can't be written as JSON; its repr is recorded in its place")
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData("silent", "\"<mod.Silent>\"")]
    [InlineData("circle", "\"[[...]]\"")]
    public async Task Nothing_that_a_function_returns_breaks_the_answer(string function, string output)
    {
        (await _python.ReturnedAsync(function)).ShouldBe(output);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_nests_deeper_than_a_journal_can_is_recorded_as_text()
    {
        (await _python.ReturnedAsync("nested", """{"n": 300}""")).ShouldBe($"\"{new string('[', 301)}{new string(']', 301)}\"");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("empty", false)]
    [InlineData("zero", false)]
    [InlineData("one", true)]
    [InlineData("bytes", true)]
    [InlineData("text", null)]
    public async Task A_result_that_is_recorded_as_text_keeps_its_truth(string name, bool? truth)
    {
        (await _python.CallAsync("value", $$"""{"name": "{{name}}"}""")).ShouldBeOfType<ActivityOutcome.Succeeded>().Truth.ShouldBe(truth);
    }

    [Fact(Timeout = 60_000)]
    public async Task Configuration_is_given_to_a_function_that_has_a_parameter_for_it_and_secrets_only_where_the_document_names_some()
    {
        (await _python.ReturnedAsync("inject", """{"a": 1}""")).ShouldBe(
            """{"a": 1, "secrets": null, "configuration": {"greet": "hello", "n": 3}}"""
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""["s1", "s2", "missing", "plain"]""", """{"tok": "B", "x": "C"}""")]
    [InlineData("""["s2", "s1"]""", """{"tok": "A", "x": "C"}""")]
    [InlineData("\"s1\"", "{}")]
    [InlineData("[]", "{}")]
    public async Task Secrets_are_the_union_of_the_groups_that_the_document_names(string named, string given)
    {
        (await _python.ReturnedAsync("inject", """{"a": 1}""", named)).ShouldContain($"\"secrets\": {given},");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_function_that_changes_its_configuration_changes_a_copy()
    {
        await _python.ReturnedAsync("change");

        (await _python.ReturnedAsync("inject", """{"a": 1}""")).ShouldContain("\"n\": 3");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_large_result_arrives_whole()
    {
        (await _python.ReturnedAsync("big")).Length.ShouldBe(5_000_002);
    }
}
