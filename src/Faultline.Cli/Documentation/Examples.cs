using System.CommandLine;

namespace Faultline.Cli.Documentation;

/// <summary>Command lines to begin with, by the path of the command, without the program's name.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> s_byCommand = new(StringComparer.Ordinal)
    {
        ["run"] =
        [
            "run experiment.json",
            "run experiment.yaml --var replicas:int=3 --report report.html",
            "run experiment.json --rollback-strategy always --timeout 600",
            "run experiment.json --dry actions",
        ],
        ["validate"] = ["validate experiment.json", "validate experiments/ --strict", "validate - < experiment.json"],
        ["plan"] = ["plan experiment.json", "plan experiment.json --policy policies.yaml", "plan experiments/*.json --format markdown"],
        ["functions"] = ["functions list chaosk8s.pod", "functions show chaosk8s.pod.actions.terminate_pods"],
        ["functions list"] = ["functions list", "functions list chaosk8s.pod --format json"],
        ["functions show"] = ["functions show chaosk8s.pod.actions.terminate_pods", "functions show terminate_pods --format json"],
        ["functions pages"] = ["functions pages docs/functions"],
        ["schema"] = ["schema > experiment.schema.json", "schema lab > lab.schema.json"],
        ["report"] =
        [
            "report journal.json -o report.html",
            "report last --format markdown",
            "report before.json after.json -o comparison.html",
        ],
        ["runs"] = ["runs list", "runs show last"],
        ["runs list"] = ["runs list"],
        ["runs show"] = ["runs show last"],
        ["runs journal"] = ["runs journal last > journal.json"],
        ["runs prune"] = ["runs prune --keep 20"],
        ["recover"] = ["recover", "recover --dry-run", "recover last"],
        ["rollback"] = ["rollback last", "rollback last --document experiment.json --var-file production.yaml"],
        ["attack"] = ["attack types", "attack blackhole -l 240 -h ^api.example.com,db.example.com", "attack list", "attack halt --all"],
        ["attack blackhole"] =
        [
            "attack blackhole -l 240 -h ^api.example.com,cdn.example.com,db.example.com",
            "attack blackhole -p 5432 --check https://shop.example.com/health",
            "attack blackhole --target container:web --dry-run",
        ],
        ["attack latency"] = ["attack latency -m 250 -h db.example.com", "attack latency -m 100 --jitter 20 -p 5432 -l 120"],
        ["attack packet_loss"] = ["attack packet_loss -r 30 -h db.example.com"],
        ["attack dns"] = ["attack dns -l 30"],
        ["attack cpu"] = ["attack cpu -c 2 -p 80 -l 120", "attack cpu -a --target cgroup:/system.slice/web.service"],
        ["attack disk"] = ["attack disk -d /var/lib/app -p 95"],
        ["attack process_killer"] = ["attack process_killer -p nginx -i 5 -l 60", "attack process_killer -p 4711 -c"],
        ["attack process_stop"] = ["attack process_stop -p nginx -l 10", "attack process_stop -p worker --count 1 --seed 7"],
        ["attack file_permission"] = ["attack file_permission -f /etc/app/app.conf -m 000"],
        ["attack file_delete"] = ["attack file_delete -f /etc/app/app.conf"],
        ["attack file_corrupt"] = ["attack file_corrupt -f /var/lib/app/cache.db -b 128"],
        ["attack shutdown"] = ["attack shutdown -d 1", "attack shutdown -d 5 -r"],
        ["attack list"] = ["attack list", "attack list --running --json"],
        ["attack halt"] = ["attack halt last", "attack halt --all"],
        ["attack logs"] = ["attack logs last", "attack logs last -f"],
        ["attack types"] = ["attack types"],
        ["doctor"] = ["doctor", "doctor network --json", "doctor --install-unit", "doctor --install-unit --print"],
        ["lab"] = ["lab run greeting -- faultline run experiment.json", "lab up greeting", "lab status", "lab down"],
        ["lab run"] = ["lab run greeting -- faultline run experiment.json", "lab run greeting --greeters 2 -- kubectl get pods"],
        ["lab up"] = ["lab up greeting", "lab up lab.yaml"],
        ["lab status"] = ["lab status", "lab status greeting"],
        ["lab logs"] = ["lab logs webapp"],
        ["lab down"] = ["lab down"],
        ["lab node"] = ["lab node kill node-1", "lab node start node-1"],
        ["lab node kill"] = ["lab node kill node-1"],
        ["lab node start"] = ["lab node start node-1"],
        ["proxy"] =
        [
            "proxy serve",
            "proxy create db --listen 127.0.0.1:15432 --upstream db.example.com:5432",
            "proxy toxic add db --type latency -a latency=200 -a jitter=50",
        ],
        ["proxy serve"] = ["proxy serve", "proxy serve --port 8475 --config proxies.json"],
        ["proxy list"] = ["proxy list", "proxy list --host http://toxiproxy:8474"],
        ["proxy inspect"] = ["proxy inspect db"],
        ["proxy create"] =
        [
            "proxy create db --listen 127.0.0.1:15432 --upstream db.example.com:5432",
            "proxy create docker --listen 127.0.0.1:2375 --upstream unix:/run/docker.sock",
        ],
        ["proxy toggle"] = ["proxy toggle db"],
        ["proxy delete"] = ["proxy delete db"],
        ["proxy toxic"] = ["proxy toxic add db --type latency -a latency=200", "proxy toxic remove db --name latency_downstream"],
        ["proxy toxic add"] =
        [
            "proxy toxic add db --type latency -a latency=200 -a jitter=50",
            "proxy toxic add db --type timeout -a timeout=0 --upstream --name silence --toxicity 0.5",
        ],
        ["proxy toxic update"] = ["proxy toxic update db --name latency_downstream -a latency=400"],
        ["proxy toxic remove"] = ["proxy toxic remove db --name latency_downstream"],
        ["sample"] = ["sample greeting webapp"],
        ["sample greeting"] = ["sample greeting webapp"],
        ["sample shop"] = ["sample shop prices"],
        ["demo"] = ["demo", "demo --output demo/"],
        ["completion"] = ["completion bash > ~/.local/share/bash-completion/completions/faultline"],
        ["man"] = ["man | man -l -"],
        ["settings"] =
        [
            "settings show",
            "settings set runtime.rollbacks.strategy always --create",
            "settings get 'auths.chaos\\.example\\.com:8443.type'",
        ],
        ["settings show"] = ["settings show", "settings show --format json --reveal"],
        ["settings get"] = ["settings get runtime.rollbacks.strategy", "settings get 'notifications[0].url'"],
        ["settings set"] =
        [
            "settings set runtime.rollbacks.strategy always --create",
            "settings set 'auths.chaos\\.example\\.com:8443' '{\"type\": \"bearer\", \"value\": \"…\"}' --create",
            "settings set 'notifications[0]' '{\"type\": \"http\", \"url\": \"https://hooks.example.com/chaos\"}' --create",
        ],
        ["settings remove"] = ["settings remove notifications", "settings remove 'notifications[0].headers'"],
        ["info"] = ["info core", "info extensions", "info settings"],
        ["info core"] = ["info core"],
        ["info extensions"] = ["info extensions"],
        ["info settings"] = ["info settings"],
        ["discover"] = ["discover --list pod", "discover", "discover chaostoolkit-aws --discovery-path aws.json"],
        ["init"] =
        [
            "init",
            "init --experiment-path experiment.yaml",
            "init --from https://shop.example.com/health",
            "init --from namespace:shop",
            "init --from lab:greeting",
        ],
    };

    /// <summary>The commands that have examples.</summary>
    public static IEnumerable<string> Commands => s_byCommand.Keys;

    /// <summary>The examples of a command; none for the program as a whole, whose description has them.</summary>
    public static IReadOnlyList<string> Of(Command command) => s_byCommand.GetValueOrDefault(PathOf(command)) ?? [];

    /// <summary>The path of a command below the program, such as <c>lab up</c>.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (var at = command; at is not null and not RootCommand; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Insert(0, at.Name);
        }

        return string.Join(' ', names);
    }
}
