using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Secrets;

namespace Faultline.Abstractions.Tests.Extensions;

/// <summary>The program's side of the protocol of extensions, over streams in memory.</summary>
public sealed class ExtensionProgramTests
{
    [Fact]
    public async Task It_says_what_it_offers()
    {
        var described = await AskAsync("{\"id\": 1, \"do\": \"describe\"}");

        described.Text("is").ShouldBe("described");
        described.Text("name").ShouldBe("test");
        var function = ExtensionMessages.ReadSignature(((DataArray)described["functions"]!).Items[0])!;
        (function.FullName, function.Kind, function.Parameters[0].Name).ShouldBe(("test.echo", ActivityKind.Probe, "value"));
        ExtensionMessages.ReadTexts(described["secrets"]).ShouldBe([]);
    }

    [Fact]
    public async Task A_call_is_answered_under_its_number()
    {
        var answer = await AskAsync("{\"id\": 7, \"do\": \"call\", \"function\": \"test.echo\", \"arguments\": {\"value\": [1, \"two\"]}}");

        JsonText.Write(answer, indent: 0).ShouldBe("{\"is\": \"succeeded\", \"output\": [1, \"two\"], \"id\": 7}");
    }

    [Theory]
    [InlineData("{\"id\": 1, \"do\": \"call\", \"function\": \"test.none\"}", "'test' has no function 'test.none'")]
    [InlineData(
        "{\"id\": 1, \"do\": \"call\", \"function\": \"test.echo\", \"arguments\": {}}",
        "InvalidOperationException: nothing to say"
    )]
    [InlineData("{\"id\": 1, \"do\": \"dance\"}", "'dance' is no request of protocol 1")]
    [InlineData("{\"id\": 1, \"do\": \"fetch\", \"type\": \"x\", \"session\": 1}", "'test' has no source of secrets 'x'")]
    public async Task What_can_t_be_done_is_answered_too(string request, string message) =>
        (await AskAsync(request)).Text("message").ShouldNotBeNull().ShouldContain(message);

    [Fact]
    public async Task Every_answer_survives_the_way_there_and_back()
    {
        ImmutableArray<ActivityOutcome> outcomes =
        [
            new ActivityOutcome.Succeeded(new DataString("a")) { Unproven = "why", Warnings = ["w"] },
            new ActivityOutcome.Failed("m") { Trace = ["t"] },
            new ActivityOutcome.Crashed("m"),
            new ActivityOutcome.Stopped(),
            new ActivityOutcome.ExitRequested(20),
        ];

        foreach (var outcome in outcomes)
        {
            var read = ExtensionMessages.ReadOutcome(await ThereAndBackAsync(ExtensionMessages.Write(outcome)));
            JsonText.Write(ExtensionMessages.Write(read)).ShouldBe(JsonText.Write(ExtensionMessages.Write(outcome)));
        }

        var answer = new ControlAnswer
        {
            Interrupt = "i",
            LeaveOut = true,
            Exit = 20,
        };
        ControlAnswer.Read(await ThereAndBackAsync(ExtensionMessages.Write(answer))).ShouldBe(answer);
        var secret = new SecretAnswer.Found("v") { Leases = [new SecretLease("l", TimeSpan.FromSeconds(5), true)], Sensitive = ["s"] };
        var found = ExtensionMessages
            .ReadSecret(await ThereAndBackAsync(ExtensionMessages.Write(secret)))
            .ShouldBeOfType<SecretAnswer.Found>();
        (found.Value.ToString(), found.Leases[0], found.Sensitive[0]).ShouldBe((secret.Value.ToString(), secret.Leases[0], "s"));
    }

    [Fact]
    public async Task What_is_no_message_ends_it_as_bad_usage()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("hello\n"));

        (await ExtensionProgram.RunAsync(new TestExtension(), input, new MemoryStream())).ShouldBe(2);
    }

    private static Task<DataObject> ThereAndBackAsync(DataObject message) =>
        Task.FromResult((DataObject)JsonText.Parse(JsonText.Write(message, indent: 0)));

    // The input must not end before the answer is there: an end of input ends what is open.
    private static async Task<DataObject> AskAsync(string request)
    {
        var requests = new System.IO.Pipelines.Pipe();
        var answers = new System.IO.Pipelines.Pipe();
        var running = ExtensionProgram.RunAsync(new TestExtension(), requests.Reader.AsStream(), answers.Writer.AsStream());
        await requests.Writer.WriteAsync(Encoding.UTF8.GetBytes(request + "\n"), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(answers.Reader.AsStream());
        var line = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
        await requests.Writer.CompleteAsync();
        (await running).ShouldBe(0);
        return (DataObject)JsonText.Parse(line!);
    }

    private sealed class TestExtension : IExtension
    {
        public string Name => "test";

        public string Version => "1";

        public IReadOnlyList<IFunctionSource> Functions { get; } = [new FunctionList([new Echo()])];
    }

    private sealed class Echo : IFunction
    {
        public FunctionSignature Signature { get; } =
            new()
            {
                Module = "test",
                Name = "echo",
                Kind = ActivityKind.Probe,
                Summary = "Says it again.",
                Parameters = [new FunctionParameter("value", "object", null, "What to say.")],
            };

        public Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop) =>
            Task.FromResult<ActivityOutcome>(
                new ActivityOutcome.Succeeded(call.Arguments["value"] ?? throw new InvalidOperationException("nothing to say"))
            );
    }
}
