using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>What is said about arguments before the run, and about the functions themselves.</summary>
public sealed class CheckTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void Signatures_are_as_reviewed() =>
        Snapshot.Match(
            string.Join(
                "\n\n",
                _world.Functions.All.Select(f =>
                    $"{f.Signature.Kind} {f.Signature.FullName}\n  {f.Signature.Summary}\n"
                    + string.Join(
                        '\n',
                        f.Signature.Parameters.Select(p =>
                            $"  {p.Name}: {p.Type}{(p.Default is null ? "" : " = " + p.Default)}\n      {p.Summary}"
                        )
                    )
                )
            )
        );

    [Theory]
    [InlineData("pods_in_phase", """{"label_selector":"a=b"}""", "")]
    [InlineData(
        "pods_in_phase",
        """{"label_selector":"a=b","phase":"running"}""",
        "warning: there is no pod phase 'running'; did you mean 'Running'?"
    )]
    [InlineData(
        "pods_in_phase",
        """{"label_selector":"a=b","phase":"Pendng"}""",
        "warning: there is no pod phase 'Pendng'; did you mean 'Pending'?"
    )]
    [InlineData(
        "pods_in_phase",
        """{"label_selector":"a=b","phase":"CrashLoopBackOff"}""",
        "warning: there is no pod phase 'CrashLoopBackOff'; use one of 'Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'"
    )]
    [InlineData("pods_in_phase", """{"label_selector":"a=b","phase":"${phase}"}""", "")]
    [InlineData(
        "pods_in_phase",
        """{"label_selector":["a"],"raise_on_invalid_phase":"false"}""",
        "error: the argument 'label_selector' should be a string, but is a list: [\"a\"]; give a string\n"
            + "error: the argument 'raise_on_invalid_phase' should be true or false, but is a string: \"false\"; "
            + "write it without quotes; for a variable from the environment, give the variable an env_var_type"
    )]
    [InlineData("terminate_pods", """{"label_selector":"a=b"}""", "warning: qty defaults to 1: one pod of those that match is deleted")]
    [InlineData("terminate_pods", """{"label_selector":"a=b","all":true}""", "")]
    [InlineData("terminate_pods", """{"label_selector":"a=b","all":"${all}"}""", "")]
    [InlineData("terminate_pods", """{"label_selector":"a=b","qty":2}""", "")]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","mode":"percentage"}""",
        "warning: qty defaults to 1: one percent of the pods that match is deleted"
    )]
    [InlineData(
        "terminate_pods",
        """{"qty":1}""",
        "error: Neither label_selector nor name_pattern is given; give one of them, or all: true to choose every pod of the namespace"
    )]
    [InlineData("terminate_pods", """{"qty":1,"name_pattern":"${pattern}"}""", "")]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","qty":-1,"mode":"percent","order":"old"}""",
        "error: Cannot select pods. Quantity '-1' is negative.; give 0 or more\n"
            + "error: Cannot select pods. Mode 'percent' is invalid.; did you mean 'percentage'?\n"
            + "error: Cannot select pods. Order 'old' is invalid.; use one of 'alphabetic', 'oldest'"
    )]
    [InlineData(
        "terminate_pods",
        """{"name_pattern":"[a","qty":1}""",
        "error: The name_pattern '[a' is not a regular expression: unterminated bracket (at character 2); correct it"
    )]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","qty":1,"ns":"kube-system"}""",
        "error: the namespace 'kube-system' is protected; If you mean it, set FAULTLINE_ALLOW_PROTECTED_NAMESPACES=true in the environment."
    )]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","qty":1.5}""",
        "error: the argument 'qty' should be an integer, but is a number: 1.5; give an integer"
    )]
    [InlineData("read_pod_logs", """{"name":"web","last":90}""", "")]
    [InlineData(
        "read_pod_logs",
        "{}",
        "warning: the label selector 'name in ({name})' contains {name}, but 'name' is not given; give 'name', or a label_selector without {name}"
    )]
    public void Arguments_are_checked(string function, string arguments, string problems) =>
        string.Join('\n', _world.Check(function, arguments).Select(Line)).ShouldBe(problems);

    [Fact]
    public void A_problem_stands_where_its_value_stands() =>
        _world
            .Check("pods_in_phase", """{"label_selector":"a=b","phase":"runing"}""")
            .Single()
            .Where!.Position.ShouldBe(new SourcePosition(1, 33));

    private static string Line(CallProblem problem) =>
        $"{(problem.Severity == CallProblemSeverity.Warning ? "warning" : "error")}: {problem.Message}{(problem.Remedy is null ? "" : "; " + problem.Remedy)}";
}
