using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class InitTests
{
    private static readonly string[] Answers =
    [
        "Users don't notice the loss of a greeter", // title
        "", // description
        "app=webapp", // configuration
        "port:=1", // none
        "url=$WEBAPP_URL",
        "",
        "k8s.token=$TOKEN", // secrets
        "k8s.word=plain", // none: a secret is no text of a document
        "",
        "y", // hypothesis
        "",
        "2", // http
        "page-answers",
        "htp://x", // none
        "${url}/",
        "",
        "",
        "[200, 204]",
        "1", // function
        "no_such_function",
        "deployment_available_and_healthy",
        "1",
        "webapp-is-healthy",
        "", // required: asked again
        "webapp",
        "prod",
        "",
        "false",
        "1", // secrets
        "true",
        "0",
        "1", // method: function
        "chaosk8s.pod.actions.terminate_pods",
        "",
        "app=${app}",
        "",
        "",
        "",
        "",
        "two", // none: an integer
        "2",
        "",
        "",
        "",
        "0", // no secrets
        "5", // pause
        "3", // a program
        "y",
        "nap",
        "true",
        "",
        "",
        "",
        "0",
        "y", // rollbacks
        "3",
        "undo",
        "no-such-program-here",
        "",
        "",
        "",
        "0",
    ];

    [Theory(Timeout = 120_000)]
    [InlineData("experiment.json")]
    [InlineData("experiment.yaml")]
    public async Task An_experiment_is_asked_for_and_is_valid(string name)
    {
        using var shell = new Shell { Input = string.Join('\n', Answers) + "\n" };
        shell.Variables["WEBAPP_URL"] = "http://127.0.0.1/";
        shell.Variables["TOKEN"] = "t";

        var seen = await shell.RunAsync("init", "--experiment-path", "FOLDER/" + name);

        Snapshot.Match(
            seen.Replace(name, "FILE", StringComparison.Ordinal) + "\n--- file\n" + shell.Read(name),
            "Init_" + name.Replace('.', '_')
        );
        (await shell.CodeAsync("validate", "FOLDER/" + name)).ShouldBe(0, shell.Error);
    }

    [Fact]
    public async Task Where_the_answers_end_no_file_is_left()
    {
        using var shell = new Shell { Input = "title\n\n" };

        var code = await shell.CodeAsync("init", "--experiment-path", "FOLDER/experiment.json");

        (code, File.Exists(Path.Combine(shell.Folder, "experiment.json"))).ShouldBe((2, false));
        shell.Error.ShouldContain("There are no more answers, so nothing was written.");
    }

    [Fact]
    public async Task A_file_that_is_there_stays_unless_the_user_wants_it_replaced()
    {
        using var shell = new Shell { Input = "n\n" };
        shell.Write("experiment.json", "{}");

        (await shell.CodeAsync("init", "--experiment-path", "FOLDER/experiment.json")).ShouldBe(0, shell.Error);
        (await shell.CodeAsync("init", "--from", "http://127.0.0.1:9/", "--experiment-path", "FOLDER/experiment.json")).ShouldBe(2);

        shell.Error.ShouldContain("is there already; --force replaces it.");
        shell.Read("experiment.json").ShouldBe("{}");
    }

    [Theory]
    [InlineData("init", "Error: There is no terminal to ask questions at. '--from' proposes an experiment without")]
    [InlineData(
        "init --experiment-path x.txt",
        "Error: Invalid value for '--experiment-path': 'x.txt' ends in neither .json, .yaml nor .yml."
    )]
    [InlineData("init --from nothing", "Error: Invalid value for '--from': 'nothing' is neither an address")]
    [InlineData("init --from lab", "Error: The lab 'greeting' is not up. 'faultline lab up greeting' brings it up.")]
    public async Task What_can_not_be_done_says_what_to_do(string line, string message)
    {
        using var shell = new Shell();

        (await shell.CodeAsync(line.Split(' '))).ShouldBe(2);

        shell.Error.ShouldStartWith(message);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_experiment_on_an_address_is_proposed_and_valid()
    {
        using var server = new HookServer("204 No Content");
        using var shell = new Shell();

        var code = await shell.CodeAsync("init", "--from", server.Address, "--experiment-path", "FOLDER/e.json");

        code.ShouldBe(0, shell.Error);
        var experiment = (DataObject)JsonText.Parse(shell.Read("e.json"));
        var probe = (DataObject)((DataArray)((DataObject)experiment["steady-state-hypothesis"]!)["probes"]!).Items[0];
        (experiment.Text("title"), probe["tolerance"]!.ToString()).ShouldBe(
            ($"{new Uri(server.Address).Authority} keeps answering its users", "204")
        );
        (await shell.CodeAsync("validate", "FOLDER/e.json")).ShouldBe(0, shell.Error);
        (await shell.CodeAsync("run", "FOLDER/e.json", "--journal-path", "FOLDER/j.json")).ShouldBe(0, shell.Error);
    }
}
