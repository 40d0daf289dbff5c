using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class ApiRulesTests
{
    private const string Default = "/api/v1/namespaces/default/";
    private const string Apps = "/apis/apps/v1/namespaces/default/";

    private static readonly (string Path, string Body)[] Wrong =
    [
        (Default + "configmaps", """{"metadata":{"name":"No_Name"}}"""),
        (Default + "configmaps", """{"metadata":{}}"""),
        (Default + "configmaps", """{"metadata":{"name":"m"},"data":{"a b":"1"}}"""),
        (Default + "configmaps", """{"metadata":{"name":"m"},"data":{"a":1}}"""),
        (Default + "configmaps", """{"metadata":{"name":"m","labels":{"-a":"b","c":"-"}}}"""),
        (Default + "services", """{"metadata":{"name":"1abc"},"spec":{"ports":[{"port":80}]}}"""),
        (
            Default + "pods",
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"A","ports":[{"containerPort":0}]},{"name":"b","image":"sh","volumeMounts":[{"name":"v","mountPath":"/x"}]}],"restartPolicy":"Odd"}}"""
        ),
        (Default + "pods", """{"metadata":{"name":"p"},"spec":{"containers":"none"}}"""),
        (
            Default + "pods",
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"sh","livenessProbe":{},"resources":{"limits":{"cpu":"much"}}}]}}"""
        ),
        (
            Apps + "deployments",
            """{"metadata":{"name":"d"},"spec":{"replicas":-1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"a","image":"sh"}]}}}}"""
        ),
        (Apps + "deployments", """{"metadata":{"name":"d"},"spec":{"template":{"spec":{"containers":[]}}}}"""),
        (Apps + "deployments", """{"metadata":{"name":"d"},"spec":{"replicas":"three"}}"""),
        (
            "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"maxUnavailable":"5"}}"""
        ),
        (
            "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"kind":"Thing","name":""}}"""
        ),
    ];

    [Fact(Timeout = 30_000)]
    public async Task What_makes_no_sense_is_refused_with_every_cause_and_its_place()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var answers = new List<string>();
        foreach (var (path, body) in Wrong)
        {
            var (status, refused) = await lab.AskAsync(HttpMethod.Post, path, body);
            var causes = refused
                .ListAt("details", "causes")
                .Select(cause => $"\n    {cause.Value("reason")} {cause.Value("field")}: {cause.Value("message")}");
            answers.Add($"{body}\n  {status} {refused.Value("reason")}: {refused.Value("message")}{string.Concat(causes)}");
        }

        Snapshot.Match(string.Join('\n', answers));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(
        "deployments",
        """{"spec":{"selector":{"matchLabels":{"app":"other"}},"template":{"metadata":{"labels":{"app":"other"}}}}}""",
        "spec.selector"
    )]
    [InlineData("statefulsets", """{"spec":{"serviceName":"other"}}""", "spec")]
    public async Task What_may_not_change_any_more_is_named(string kind, string patch, string field)
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(
            Apps + kind,
            """{"metadata":{"name":"x"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"a","image":"sh"}]}}}}"""
        );

        var (status, refused) = await lab.AskAsync(HttpMethod.Patch, $"{Apps}{kind}/x", patch, ApiCalls.MergePatch);

        status.ShouldBe(422);
        refused.ListAt("details", "causes").Select(cause => cause.Value("field")).ShouldBe([field]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_deployment_gets_the_defaults_of_a_cluster()
    {
        await using var lab = await LabFixture.ShellAsync("");

        var made = await lab.CreateAsync(
            Apps + "deployments?dryRun=All",
            """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a","image":"sh:1","ports":[{"containerPort":80}],"readinessProbe":{"httpGet":{"port":80}}}]}}}}"""
        );

        Snapshot.Match(Faultline.Abstractions.Data.JsonText.Write(((Faultline.Abstractions.Data.DataObject)made)["spec"]!));
    }
}
