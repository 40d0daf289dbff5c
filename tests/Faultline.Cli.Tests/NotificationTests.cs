using Faultline.Abstractions.Data;

namespace Faultline.Cli.Tests;

/// <summary>Who is told of runs (reference specification §15).</summary>
public sealed class NotificationTests
{
    private const int Patience = 120_000;

    private const string Held = """
        {"title": "t", "description": "d", "secrets": {"s": {"k": "document-secret-1"}}, "method": [
          {"type": "action", "name": "m", "provider": {"type": "process", "path": "echo", "arguments": "settings-secret-2 document-secret-1"}}]}
        """;

    private const string Deviated = """
        {"title": "t", "description": "d", "method": [], "steady-state-hypothesis": {"title": "h", "probes": [
          {"type": "probe", "name": "p", "tolerance": 0, "provider": {"type": "process", "path": "sh", "arguments": "-c 'test ! -e m && touch m'"}}]}}
        """;

    [Fact(Timeout = Patience)]
    public async Task A_channel_is_told_of_a_run_in_order_and_without_secrets()
    {
        using var server = new HookServer();
        using var shell = new Shell();
        shell.Write("e.json", Held);
        var settings = Channel(shell, $"url: {server.Address}\n  headers: {{X-Key: settings-secret-2}}");

        var code = await shell.CodeAsync("--settings", settings, "run", "FOLDER/e.json", "--journal-path", "FOLDER/journal.json");

        (code, Names(server)).ShouldBe((0, "run-started run run-completed run"), shell.Error);
        server.Requests.First().Head.ShouldContain("X-Key: settings-secret-2");
        server.Events[0].Members.Select(member => member.Key).ShouldBe(["name", "payload", "phase", "ts"]);
        ((DataObject)server.Events[0]["payload"]!).Text("title").ShouldBe("t");
        ((DataObject)server.Events[1]["payload"]!).Text("status").ShouldBe("completed");
        var written = string.Concat(server.Requests.Select(r => r.Body)) + shell.Read("journal.json") + shell.Error;
        written.ShouldNotContain("settings-secret-2");
        written.ShouldNotContain("document-secret-1");
    }

    [Fact(Timeout = Patience)]
    public async Task A_run_that_deviated_is_told_of_twice()
    {
        using var server = new HookServer();
        using var shell = new Shell();
        shell.Write("e.json", Deviated);
        var settings = Channel(shell, $"url: {server.Address}");

        await shell.CodeAsync(
            "--settings",
            settings,
            "--change-dir",
            "FOLDER",
            "run",
            "e.json",
            "--hypothesis-strategy",
            "after-method-only",
            "--var",
            "x=1"
        );
        await shell.CodeAsync(
            "--settings",
            settings,
            "--change-dir",
            "FOLDER",
            "run",
            "e.json",
            "--hypothesis-strategy",
            "after-method-only"
        );

        Names(server).ShouldBe("run-started run run-completed run run-started run run-completed run run-deviated run", shell.Error);
    }

    [Fact(Timeout = Patience)]
    public async Task Only_what_a_channel_asks_for_is_told_and_without_a_payload_if_it_wants_none()
    {
        using var server = new HookServer();
        using var shell = new Shell();
        shell.Write("e.json", Held);
        var settings = Channel(shell, $"url: {server.Address}\n  events: [run-completed]\n  forward_event_payload: false");

        await shell.CodeAsync("--settings", settings, "run", "FOLDER/e.json", "--journal-path", "FOLDER/journal.json");

        var (head, body) = server.Requests.ShouldHaveSingleItem();
        (head.StartsWith("GET /hook ", StringComparison.Ordinal), body).ShouldBe((true, ""));
    }

    [Theory(Timeout = Patience)]
    [InlineData("500 Oops", "it answered with status 500")]
    [InlineData("302 Found", "it redirects (status 302), which is not followed")]
    public async Task A_channel_that_refuses_is_a_warning_and_no_more(string status, string message)
    {
        using var server = new HookServer(status);
        using var shell = new Shell();
        shell.Write("e.json", Held);
        var settings = Channel(shell, $"url: {server.Address}");

        var code = await shell.CodeAsync("--settings", settings, "run", "FOLDER/e.json", "--journal-path", "FOLDER/journal.json");

        code.ShouldBe(0, shell.Error);
        shell.Error.ShouldContain("WARNING] The notification channel at http://127.0.0.1");
        shell.Error.ShouldContain(message);
    }

    [Fact(Timeout = Patience)]
    public async Task A_channel_that_never_answers_does_not_keep_the_run_from_ending()
    {
        using var server = new HookServer(status: null);
        using var shell = new Shell();
        shell.Write("e.json", Held);
        var settings = Channel(shell, $"url: {server.Address}");

        var code = await shell.CodeAsync("--settings", settings, "run", "FOLDER/e.json", "--journal-path", "FOLDER/journal.json");

        code.ShouldBe(0, shell.Error);
        shell.Error.ShouldContain("was not told of 'run-started'");
        shell.Error.ShouldContain("was not told of 'run-completed': there was no time left for it");
    }

    [Fact(Timeout = Patience)]
    public async Task A_plugin_is_called_with_the_channel_and_the_event()
    {
        using var shell = new Shell();
        shell.Variables["PYTHONPATH"] = shell.Folder;
        shell.Write(
            "hook.py",
            "def tell(channel, event):\n    open(channel['file'], 'a').write(event['name'] + ' ' + event['phase'] + '\\n')\n"
                + "def fail(c, e):\n    raise ValueError('settings-secret-2')\n"
        );
        shell.Write("e.json", Held);
        var settings = shell.Write(
            "settings.yaml",
            $"""
            auths: [[h: 1]]
            """.Replace("[[h: 1]]", "{h: {type: bearer, value: settings-secret-2}}", StringComparison.Ordinal)
                + $"""

                notifications:
                - type: plugin
                  module: hook
                  func: tell
                  file: {shell.Folder}/told
                - type: plugin
                  module: hook
                  func: fail
                  events: [run-started]
                - type: plugin
                  module: no_such_hook
                  events: [run-started]

                """
        );

        var code = await shell.CodeAsync("--settings", settings, "run", "FOLDER/e.json", "--journal-path", "FOLDER/journal.json");

        code.ShouldBe(0, shell.Error);
        shell.Read("told").ShouldBe("run-started run\nrun-completed run\n");
        shell.Error.ShouldContain("The notification plug-in 'hook.fail' was not told of 'run-started': ValueError: *****");
        shell.Error.ShouldContain("The notification plug-in 'no_such_hook.notify' was not told of 'run-started'");
    }

    [Theory(Timeout = Patience)]
    [InlineData(Held, "validate-started validate validate-completed validate")]
    [InlineData("{\"title\": \"t\"}", "validate-started validate validate-failed validate")]
    public async Task A_validation_is_told_of_too(string document, string names)
    {
        using var server = new HookServer();
        using var shell = new Shell();
        shell.Write("e.json", document);
        var settings = Channel(shell, $"url: {server.Address}");

        await shell.CodeAsync("--settings", settings, "validate", "FOLDER/e.json");

        Names(server).ShouldBe(names, shell.Error);
        server.Events[1].Has("error").ShouldBe(names.Contains("failed", StringComparison.Ordinal));
        string.Concat(server.Requests.Select(r => r.Body)).ShouldNotContain("document-secret-1");
    }

    [Theory(Timeout = Patience)]
    [InlineData("type: mail", "the 'type' of a channel is http or plugin")]
    [InlineData("type: http", "a channel of type http needs a 'url' that begins with http:// or https://")]
    [InlineData("type: plugin", "a channel of type plugin needs a 'module'")]
    [InlineData("type: plugin, module: m, events: all", "the 'events' of a channel are a list of names")]
    public async Task A_channel_that_makes_no_sense_is_a_warning(string channel, string message)
    {
        using var shell = new Shell();
        shell.Write("e.json", Held);
        var settings = shell.Write("settings.yaml", $"notifications: [{{{channel}}}]");

        (await shell.CodeAsync("--settings", settings, "validate", "FOLDER/e.json")).ShouldBe(0, shell.Error);

        shell.Error.ShouldContain("WARNING] A notification channel of the settings can't be told of anything: " + message);
    }

    private static string Channel(Shell shell, string fields) =>
        shell.Write("settings.yaml", $"notifications:\n- type: http\n  {fields}\n");

    private static string Names(HookServer server) => string.Join(' ', server.Events.Select(e => $"{e.Text("name")} {e.Text("phase")}"));
}
