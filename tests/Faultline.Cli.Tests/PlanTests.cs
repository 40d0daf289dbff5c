using System.Text.RegularExpressions;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary>What <c>plan</c> shows of programs, requests and policies; clusters are for the tests of their functions.</summary>
public sealed partial class PlanTests
{
    private const string Document = """
        title: Does the ${what} survive?
        description: d
        tags: [shop]
        configuration:
          what: shop
          found: {type: probe, name: look, provider: {type: process, path: echo, arguments: [x]}}
        secrets:
          shop: {password: {type: env, key: SHOP_PASSWORD}}
        steady-state-hypothesis:
          title: the shop answers
          probes:
          - {type: probe, name: answers, tolerance: 200, provider: {type: http, url: "http://me:secret@127.0.0.1:1/health?q=1", timeout: 3}}
        method:
        - type: action
          name: log in
          timeout: 7
          pauses: {after: 2}
          provider: {type: process, path: sh, arguments: ["-c", "log in ${password}"]}
        - {ref: answers}
        - type: action
          name: depends
          provider: {type: process, path: sh, timeout: 5, arguments: ["-c", "echo ${found}"]}
        rollbacks:
        - type: action
          name: log out
          background: true
          provider: {type: process, path: sh, timeout: 1, arguments: "-c true"}
        """;

    private const string Policies = """
        - name: careful
          limits: {duration: 1m}
          forbidden: [python]
          opaque-actions: allowed
        - name: strict
          allowed: {namespaces: [shop], hosts: [localhost]}
          required: {tags: [shop, reviewed]}
        """;

    [Fact]
    public async Task A_plan_as_text() => Snapshot.Match(await PlanAsync("--policy", "FOLDER/policies.yaml"));

    [Fact]
    public async Task A_plan_as_markdown() => Snapshot.Match(await PlanAsync("--format", "markdown"));

    [Fact]
    public async Task A_plan_as_JSON() => Snapshot.Match(await PlanAsync("--format", "json", "--policy", "FOLDER/policies.yaml"));

    [Fact]
    public async Task What_is_missing_on_this_machine_is_no_fault_of_the_document()
    {
        using var shell = new Shell();
        shell.Write(
            "missing.yaml",
            """
            title: t
            description: d
            configuration: {a: {type: env, key: NOT_SET_ANYWHERE}}
            method:
            - {type: action, name: a, provider: {type: process, path: no-such-program, timeout: 1}}
            """
        );

        Snapshot.Match(Stable(await shell.RunAsync("plan", "FOLDER/missing.yaml")));
    }

    [Theory]
    [InlineData("good.yaml", 0)]
    [InlineData("broken.yaml", 2)]
    [InlineData("missing.yaml", 3)]
    public async Task The_exit_code_tells_what_became_of_a_plan(string document, int code)
    {
        using var shell = new Shell();
        shell.Write("good.yaml", "title: t\ndescription: d\nmethod: []\n");
        shell.Write("broken.yaml", "title: t\ndescription: d\nmethod: [{type: action}]\n");
        shell.Write(
            "missing.yaml",
            "title: t\ndescription: d\nmethod: [{type: action, name: a, provider: {type: process, path: no-such-program}}]\n"
        );

        (await shell.CodeAsync("plan", "FOLDER/" + document)).ShouldBe(code);
    }

    [Fact]
    public async Task A_plan_leaves_nothing_behind()
    {
        using var shell = new Shell();
        shell.Write("plan.yaml", Document);
        shell.Variables["SHOP_PASSWORD"] = "hunter2hunter";

        await shell.CodeAsync("plan", "FOLDER/plan.yaml");

        Directory.EnumerateFileSystemEntries(shell.Folder).Select(Path.GetFileName).ShouldBe(["plan.yaml"]);
    }

    [Fact]
    public async Task A_run_that_a_policy_refuses_runs_nothing()
    {
        using var shell = new Shell();
        shell.Write(
            "touch.yaml",
            $"title: t\ndescription: d\nmethod: [{{type: action, name: a, provider: {{type: process, path: touch, arguments: ['{shell.Folder}/touched']}}}}]\n"
        );
        shell.Write("policies.yaml", "- {name: none, forbidden: [process]}\n");

        Snapshot.Match(
            await shell.RunAsync("run", "FOLDER/touch.yaml", "--journal-path", "FOLDER/journal.json", "--policy", "FOLDER/policies.yaml")
        );
        File.Exists(Path.Combine(shell.Folder, "touched")).ShouldBeFalse();
        Directory.Exists(Path.Combine(shell.Folder, "state")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_dry_run_that_calls_no_action_is_warned_only()
    {
        using var shell = new Shell();
        shell.Write("dry.yaml", "title: t\ndescription: d\nmethod: [{type: action, name: a, provider: {type: process, path: 'true'}}]\n");
        shell.Write("policies.yaml", "- {name: none, forbidden: [process]}\n");

        var code = await shell.CodeAsync(
            "run",
            "FOLDER/dry.yaml",
            "--dry",
            "actions",
            "--journal-path",
            "FOLDER/journal.json",
            "--policy",
            "FOLDER/policies.yaml"
        );

        shell.Error.ShouldContain("Policy 'none' refuses the run (forbidden)");
        code.ShouldNotBe(4);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_lets_nothing_run()
    {
        using var shell = new Shell();
        shell.Write("good.yaml", "title: t\ndescription: d\nmethod: []\n");
        shell.Write("policies.yaml", "- {name: none, forbiden: [process]}\n");

        Snapshot.Match(await shell.RunAsync("run", "FOLDER/good.yaml", "--policy", "FOLDER/policies.yaml"));
    }

    private static async Task<string> PlanAsync(params string[] options)
    {
        using var shell = new Shell();
        shell.Write("plan.yaml", Document);
        shell.Write("policies.yaml", Policies);
        shell.Variables["SHOP_PASSWORD"] = "hunter2hunter";
        var shown = Stable(await shell.RunAsync(["plan", "FOLDER/plan.yaml", .. options]));
        shown.ShouldNotContain("hunter2hunter");
        return shown;
    }

    // Where the machine at hand has its shell.
    private static string Stable(string text) => ShellPath().Replace(text, "SH");

    [GeneratedRegex("(/usr)?/bin/sh")]
    private static partial Regex ShellPath();
}
