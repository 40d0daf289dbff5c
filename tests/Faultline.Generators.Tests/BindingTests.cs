using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.TestKit;

namespace Faultline.Generators.Tests;

/// <summary>What is written for methods: what they are called, what they take, and what is said of what they don't.</summary>
public sealed class BindingTests
{
    private const string Everything = """
        {"text":"t","whole_number":12345678901,"small":-1,"number":1.5,"flag":true,"wait":2.5,"colour":"deep_blue",
         "mapping":{"a":1},"list":[1,"x"],"texts":["p","q"],"anything":null}
        """;

    private readonly Counter _counter = new();
    private readonly FunctionCatalog _functions;

    public BindingTests() =>
        _functions = new FunctionCatalog([
            FunctionTables.FunctionCall.Bind(call => call),
            FunctionTables.Context.Bind(call => new Context(call.Secrets.Text("word") ?? "")),
            FunctionTables.Counter.Bind(_ => _counter),
        ]);

    [Fact]
    public void Signatures_are_as_reviewed() =>
        Snapshot.Match(
            string.Join(
                "\n\n",
                _functions.All.Select(function =>
                {
                    var signature = function.Signature;
                    var lines = new[]
                    {
                        $"{signature.Kind} {signature.FullName}: {signature.ReturnType} ({signature.Returns})",
                        $"  {signature.Summary} {signature.Remarks}",
                        $"  instead: {signature.Instead ?? "-"}, errors: {string.Join("; ", signature.Errors)}",
                    };
                    return string.Join(
                        '\n',
                        lines.Concat(
                            signature.Parameters.Select(p =>
                                $"    {p.Name}: {p.Type} [{string.Join(", ", p.Reading!.Choices)}] = {p.Default?.ToString() ?? "required"}, "
                                + $"null {(p.AllowsNull ? "allowed" : "counts as left out")}: {p.Summary}"
                            )
                        )
                    );
                })
            )
        );

    [Theory]
    [InlineData(
        "sample.required.everything",
        Everything,
        "\"t 12345678901 -1 1.5 True 00:00:02.5000000 DeepBlue {\\\"a\\\": 1} [1, \\\"x\\\"] p+q \""
    )]
    [InlineData("sample.optional.everything_optional", "{}", "\"a \\\"quoted\\\" text - 5000000000  -3 0.5 True   DeepBlue 0 \"")]
    [InlineData(
        "sample.optional.everything_optional",
        """{"text":null,"no_number":4,"no_flag":false,"wait":60,"colour":"red","texts":["a"],"anything":[]}""",
        "\"a \\\"quoted\\\" text - 5000000000 4 -3 0.5 True False 00:01:00 Red 1 []\""
    )]
    [InlineData("sample.places.go", """{"latitude":52}""", """{"latitude": 52.0, "longitude": 13.4, "steps": 2}""")]
    [InlineData("sample.places.stroll", """{"latitude":52,"steps":"4"}""", """{"latitude": 52.0, "longitude": 13.4, "steps": 4}""")]
    [InlineData("sample.old.walk", """{"latitude":52}""", """{"latitude": 52.0, "longitude": 13.4, "steps": 2}""")]
    [InlineData("sample.context.knows", """{"word":"xyzzy"}""", "true")]
    [InlineData("sample.counter.add", """{"by":4}""", "4")]
    [InlineData("sample.counter.clear", "{}", "null")]
    public async Task A_method_gets_its_arguments(string function, string arguments, string output) =>
        (await CallAsync(function, arguments)).ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString().ShouldBe(output);

    [Theory]
    [InlineData(
        "sample.counter.add",
        """{"by":"4"}""",
        "sample.counter.add: the argument 'by' should be an integer, but is a string: \"4\"; "
            + "write it without quotes; for a variable from the environment, give the variable an env_var_type"
    )]
    [InlineData("sample.context.knows", "{}", "sample.context.knows: the argument 'word' is missing; give it")]
    [InlineData("sample.context.knows", """{"word":null}""", "sample.context.knows: the argument 'word' is missing; give it")]
    public async Task A_call_that_can_not_be_made_is_not_made(string function, string arguments, string message) =>
        (await CallAsync(function, arguments)).ShouldBeOfType<ActivityOutcome.Crashed>().Message.ShouldBe(message);

    [Fact]
    public async Task What_a_method_says_no_with_is_the_failure() =>
        (await CallAsync("sample.required.everything", Everything.Replace("\"t\"", "\"bad\"", StringComparison.Ordinal)))
            .ShouldBeOfType<ActivityOutcome.Failed>()
            .Message.ShouldBe("the text is bad");

    [Fact]
    public async Task A_function_that_is_asked_to_end_has_stopped()
    {
        using var stop = new CancellationTokenSource();
        var call = _functions
            .Find("sample.counter.wait")!
            .CallAsync(new FunctionCall(DataObject.Empty, DataObject.Empty, DataObject.Empty), stop.Token);

        await stop.CancelAsync();

        (await call).ShouldBeOfType<ActivityOutcome.Stopped>();
    }

    [Fact]
    public void Every_wrong_argument_is_found_before_the_run() =>
        Snapshot.Match(
            string.Join(
                '\n',
                Check(
                        "sample.required.everything",
                        """
                        {"text":1,"whole_number":1.5,"small":3000000000,"number":"1","flag":"yes","wait":-1,"colour":"green",
                         "mapping":[],"list":{},"texts":["a",1],"anything":null}
                        """
                    )
                    .Select(problem =>
                        $"{problem.Severity}: {problem.Message}; {problem.Remedy} (column {problem.Where?.Position?.Column})"
                    )
            )
        );

    [Theory]
    [InlineData("""{"latitude":1,"steps":102}""", "102 steps are too many")]
    [InlineData("""{"latitude":1,"steps":3}""", "the argument 'steps' should be an even number, but is an integer: 3")]
    [InlineData("""{"latitude":null}""", "the argument 'latitude' is null, and must have a value")]
    [InlineData("""{"latitude":"${north}","steps":"${steps}"}""", "")]
    [InlineData("""{"latitude":1}""", "")]
    public void Checks_of_a_method_are_asked_once_the_types_are_right(string arguments, string message) =>
        string.Join('\n', Check("sample.places.go", arguments).Select(problem => problem.Message)).ShouldBe(message);

    [Fact]
    public void A_word_that_is_nearly_right_is_suggested() =>
        Check("sample.optional.everything_optional", """{"colour":"deepblue"}""").Single().Remedy.ShouldBe("Did you mean 'deep_blue'?");

    [Fact]
    public void Who_calls_a_deprecated_function_is_told_what_to_call_instead() =>
        Check("sample.counter.clear", "{}").Single().Message.ShouldBe("sample.counter.clear is deprecated; use sample.counter.add");

    [Fact]
    public void A_check_that_asks_for_what_there_is_not_is_a_bug() =>
        Should
            .Throw<ArgumentException>(() =>
                new ArgumentRules(_functions.Find("sample.counter.add")!.Signature).Known(DataObject.Empty).TryGet("by", out string? _)
            )
            .Message.ShouldStartWith("sample.counter.add has no argument 'by' that is a String.");

    private Task<ActivityOutcome> CallAsync(string function, string arguments) =>
        _functions
            .Find(function)!
            .CallAsync(
                new FunctionCall(Some(arguments), DataObject.Of(("word", "xyzzy")), DataObject.Empty),
                TestContext.Current.CancellationToken
            );

    private IEnumerable<CallProblem> Check(string function, string arguments) =>
        ((ICheckArguments)_functions.Find(function)!).Check(Some(arguments));

    private static DataObject Some(string json) => (DataObject)JsonText.Parse(json);
}
