using System.Text;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Providers.Local.Processes;

namespace Faultline.Providers.Local.Tests.Processes;

/// <summary>A secret does not stand in the process list, nor in the files that keep what a program prints.</summary>
public sealed class ProcessSecrecyTests : IAsyncDisposable
{
    private readonly ProcessWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task A_shell_gets_a_script_with_a_secret_by_a_descriptor()
    {
        var outcome = await RunAsync("'%s|%s|' 'hunter22' \"$0\"; tr '\\0' '|' < /proc/$$/cmdline");

        outcome
            .Output("stdout")
            .ShouldBeOfType<DataString>()
            .Value.ShouldBe("hunter22|/bin/sh|/bin/sh|-c|eval \"exec 8<&- 9>&-; $(command -p cat <&8)\"|");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("x; exit 3", 3, "x", "")]
    [InlineData("x; false", 1, "x", "")]
    [InlineData("x\nprintf y\n", 0, "xy", "")]
    [InlineData("x; cat", 0, "x", "")]
    [InlineData("x; ls /proc/self/fd/8 /proc/self/fd/9 2>&1 | grep -c 'No such'", 0, "x2\n", "")]
    [InlineData("x # comment", 0, "x", "")]
    [InlineData("x; kill -9 $$", -9, "x", "")]
    public async Task Such_a_script_runs_as_others_do(string script, int status, string output, string error)
    {
        var outcome = await RunAsync(script);

        outcome.Output("status")!.ToString().ShouldBe(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        outcome.Output("stdout").ShouldBeOfType<DataString>().Value.ShouldBe(output);
        outcome.Output("stderr").ShouldBeOfType<DataString>().Value.ShouldBe(error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_script_may_be_longer_than_a_pipe()
    {
        var outcome = await RunAsync("x # " + new string('y', 300_000) + "\nprintf y");

        outcome.Output("stdout").ShouldBeOfType<DataString>().Value.ShouldBe("xy");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_among_the_arguments_of_a_program_is_warned_of()
    {
        var call = Some.Call("""{"path": "ls", "arguments": ["${password}"]}""");
        call = call with { Shown = call.Provider.With("arguments", DataArray.Of(["*****"])) };

        (await _world.Provider.CheckAsync(call, TestContext.Current.CancellationToken))
            .Lines()
            .ShouldBe([
                "Warning at 1:29: a secret among a program's arguments stands in the process list, for every user of this machine to read"
                    + " | Let the program read it from its environment, or from a file.",
            ]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_variable_that_is_withheld_is_not_inherited()
    {
        var call = Some.Call("""{"path": "printenv"}""") with { WithheldVariables = new HashSet<string> { "GREETING" } };

        var outcome = await _world.RunAsync(call);

        outcome.Output("stdout").ShouldBeOfType<DataString>().Value.ShouldNotContain("GREETING");
    }

    [Theory]
    [InlineData(OutputCapture.Bound - 4)]
    [InlineData(OutputCapture.Bound - 8)]
    [InlineData(OutputCapture.Bound + 10)]
    public void A_secret_at_the_cut_is_not_half_kept(int before)
    {
        var capture = new OutputCapture(_world.Home.Path, "ask", "stdout", new Stars());
        capture.Write([.. Enumerable.Repeat((byte)'x', before), .. "hunter22"u8]);
        capture.Write("yyyyyyyyyyyyyyyyyyyyyyyyyy"u8);

        var text = capture.Read();
        capture.Dispose();

        text.ShouldNotContain("xh");
        var kept = File.ReadAllText(Path.Combine(_world.Home.Path, "ask-1.stdout"));
        kept.ShouldBe(new string('x', before) + "********" + new string('y', 26));
    }

    private Task<ActivityOutcome> RunAsync(string arguments)
    {
        var call = Some.Call("{}") with { Provider = DataObject.Of(("type", "process"), ("path", "printf"), ("arguments", arguments)) };
        return _world.RunAsync(call with { Shown = call.Provider.With("arguments", "*****") });
    }

    /// <summary>Hides one word, and nothing of it that is in two pieces: pieces are kept until the end.</summary>
    private sealed class Stars : ISecretMask
    {
        public bool IsEmpty => false;

        public string Apply(string text) => text.Replace("hunter22", "********", StringComparison.Ordinal);

        public IMaskedBytes Follow(ByteSink next) => new Whole(this, next);

        private sealed class Whole(Stars stars, ByteSink next) : IMaskedBytes
        {
            private readonly List<byte> _bytes = [];

            public void Write(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

            public void Complete() => next(Encoding.UTF8.GetBytes(stars.Apply(Encoding.UTF8.GetString([.. _bytes]))));
        }
    }
}
