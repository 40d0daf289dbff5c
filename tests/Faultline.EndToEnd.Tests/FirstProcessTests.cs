namespace Faultline.EndToEnd.Tests;

/// <summary>Faultline as the first process of a container, without an init beside it: in a process namespace of its own.</summary>
public sealed class FirstProcessTests
{
    private static readonly string[] Container =
    [
        .. Environment.UserName == "root" ? Array.Empty<string>() : ["--user", "--map-root-user"],
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
    ];

    [Fact(Timeout = 30_000)]
    public async Task The_first_process_reaps_the_orphans_of_its_activities()
    {
        await using var tool = new Tool();
        tool.Write(
            "orphan.sh",
            """
            until grep -q '^PPid:.1$' /proc/$$/status; do :; done
            echo $$ >> adopted
            """
        );
        tool.Write("leave.sh", "for i in 1 2 3 4 5; do (setsid sh orphan.sh > /dev/null 2>&1 &); done");
        tool.Write(
            "count.sh",
            """
            until [ "$(wc -l < adopted)" = 5 ]; do :; done
            tries=0
            while [ $tries -lt 200 ]; do
              left=0
              for orphan in $(cat adopted); do [ ! -d /proc/$orphan ] || left=$((left + 1)); done
              [ $left != 0 ] || break
              tries=$((tries + 1)); sleep 0.05
            done
            printf %s "$left"
            """
        );
        tool.Write(
            "experiment.json",
            """
            {"title": "Orphans", "description": "Left to the first process",
             "method": [
               {"type": "action", "name": "leave", "provider": {"type": "process", "path": "sh", "arguments": "leave.sh"}},
               {"type": "probe", "name": "count", "tolerance": "0", "provider":
                 {"type": "process", "path": "sh", "arguments": "count.sh", "timeout": 30}}]}
            """
        );

        var ended = await tool.RunAsync("/usr/bin/unshare", [.. Container, Tool.Launcher, "run", "experiment.json"]);

        ended.Code.ShouldBe(0, ended.All);
        tool.Read("journal.json").ShouldContain("\"stdout\": \"0\"");
    }

    [Fact(Timeout = 30_000)]
    public async Task The_first_process_plays_its_rollbacks_when_the_container_is_stopped()
    {
        await using var tool = new Tool();
        tool.Write(
            "experiment.json",
            """
            {"title": "Stop", "description": "docker stop",
             "method": [
               {"type": "action", "name": "stop", "provider": {"type": "process", "path": "kill", "arguments": "-s TERM 1"}},
               {"type": "action", "name": "wait", "provider": {"type": "process", "path": "sleep", "arguments": "100"}}],
             "rollbacks": [{"type": "action", "name": "undo", "provider": {"type": "process", "path": "touch", "arguments": "undone"}}]}
            """
        );

        var ended = await tool.RunAsync(
            "/usr/bin/unshare",
            [.. Container, Tool.Launcher, "run", "--rollback-strategy", "always", "experiment.json"]
        );

        (ended.Code, tool.Has("undone")).ShouldBe((143, true), ended.All);
    }

    [Fact(Timeout = 30_000)]
    public async Task Ctrl_C_ends_the_first_process_also_where_a_command_does_not_handle_it()
    {
        await using var tool = new Tool();
        await tool.RunAsync("/usr/bin/mkfifo", "experiment.json");
        // Nobody writes the pipe: the command waits until it is interrupted.
        const string Script = "(while kill -s INT 1; do sleep 0.05; done) 2>/dev/null & exec \"$0\" validate experiment.json";

        var ended = await tool.RunAsync("/usr/bin/unshare", [.. Container, "sh", "-c", Script, Tool.Launcher]);

        ended.Code.ShouldBe(130, ended.All);
    }
}
