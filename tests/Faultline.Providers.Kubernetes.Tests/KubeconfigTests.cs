using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Tests;

public sealed class KubeconfigTests : IAsyncDisposable
{
    private const string Dev = """
        current-context: dev
        contexts:
        - {name: dev, context: {cluster: local, user: me}}
        clusters:
        - {name: local, cluster: {server: "https://dev:1"}}
        users:
        - {name: me, user: {token: dev-token}}
        """;

    private const string Prod = """
        current-context: prod
        contexts:
        - {name: prod, context: {cluster: far, user: me}}
        clusters:
        - {name: far, cluster: {server: "https://prod:2/base/"}}
        - {name: local, cluster: {server: "https://shadowed:3"}}
        users:
        - {name: me, user: {username: u, password: p}}
        """;

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void Of_several_files_the_first_to_name_something_counts()
    {
        Files(("a", Dev), ("b", Prod));

        var access = _world.Access();

        (access.Context, access.Server, access.Identity).ShouldBe(("dev", "https://dev:1", "user 'me' (token)"));
    }

    [Fact]
    public void A_context_of_one_file_may_use_the_user_of_another()
    {
        Files(("a", Dev), ("b", Prod));

        var access = _world.Access("""{"KUBERNETES_CONTEXT":"prod"}""");

        (access.Context, access.Server, access.Identity).ShouldBe(("prod", "https://prod:2/base", "user 'me' (token)"));
    }

    [Fact]
    public void Files_that_are_not_there_are_passed_over()
    {
        Files(("b", Prod));
        _world.Environment["KUBECONFIG"] = "/no/such::" + _world.Environment["KUBECONFIG"];

        _world.Access().Context.ShouldBe("prod");
    }

    [Fact]
    public void The_home_folder_is_expanded()
    {
        _world.Folder.Write("other/config", Prod);
        _world.Environment["KUBECONFIG"] = "~/other/config";

        _world.Access().Context.ShouldBe("prod");
    }

    [Fact]
    public void Secrets_come_before_the_environment()
    {
        Files(("a", Dev), ("b", Prod));
        _world.Environment["KUBERNETES_CONTEXT"] = "dev";

        _world.Access("""{"KUBERNETES_CONTEXT":"prod"}""").Context.ShouldBe("prod");
    }

    [Fact]
    public void A_kubeconfig_in_json_is_read_too()
    {
        Files(
            (
                "a",
                """{"current-context":"j","contexts":[{"name":"j","context":{"cluster":"c","user":""}}],"clusters":[{"name":"c","cluster":{"server":"https://j"}}],"users":null}"""
            )
        );

        var access = _world.Access();

        (access.Server, access.Identity).ShouldBe(("https://j", "nobody (no credentials)"));
    }

    [Fact]
    public void An_unknown_context_lists_what_there_is()
    {
        Files(("a", Dev), ("b", Prod));

        Failure("""{"KUBERNETES_CONTEXT":"stage"}""")
            .ShouldBe(
                $"There is no context 'stage' (KUBERNETES_CONTEXT in the secrets of the activity) in kubeconfig '{Path("a")}', '{Path("b")}'. "
                    + "Set KUBERNETES_CONTEXT to one of: 'dev', 'prod'."
            );
    }

    [Fact]
    public void No_current_context_lists_what_there_is()
    {
        Files(("a", Dev.Replace("current-context: dev", "current-context: ''", StringComparison.Ordinal)));

        Failure()
            .ShouldBe($"The kubeconfig '{Path("a")}' has no current-context, and KUBERNETES_CONTEXT is not set. Set it to one of: 'dev'.");
    }

    [Fact]
    public void Text_that_is_not_yaml_is_shown_by_place_but_not_by_content()
    {
        Files(("a", "users:\n- name: me\n  user:\n    token: *verysecrettoken\n"));

        Failure()
            .ShouldBe(
                $"The kubeconfig can't be read: {Path("a")}:4:12: the alias '…' has no anchor before it. "
                    + "Correct it, or set KUBECONFIG to another file."
            );
    }

    [Theory]
    [InlineData("just text", "The kubeconfig '{a}' holds a string where an object with 'clusters', 'users' and 'contexts' is expected.")]
    [InlineData("contexts: 5", "The kubeconfig can't be used: {a}:1:1: 'contexts' should be a list.")]
    [InlineData(
        "contexts: [{context: {}}]",
        "The kubeconfig can't be used: {a}:1:12: each of 'contexts' should be an object with a 'name'."
    )]
    [InlineData(
        "{current-context: x, contexts: [{name: x, context: {user: u}}], users: [{name: u, user: {}}]}",
        "The context 'x' names no cluster ({a}:1:52). Add one."
    )]
    [InlineData(
        "{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: [{name: d, cluster: {}}]}",
        "The context 'x' names the cluster 'c' ({a}:1:53), which is not in kubeconfig '{a}'. There: 'd'."
    )]
    [InlineData(
        "{current-context: x, contexts: [{name: x, context: {cluster: d}}], clusters: [{name: d, cluster: {}}]}",
        "The cluster 'd' has no 'server' ({a}:1:98). Add the address of its API server."
    )]
    public void What_is_wrong_is_shown_with_its_place(string text, string message)
    {
        Files(("a", text));

        Failure().ShouldBe(message.Replace("{a}", Path("a"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "auth-provider: {name: gcp}",
        "The user 'alice' relies on the auth-provider 'gcp' ({k}:13:5), which Kubernetes has removed. "
            + "Let your cloud's tool write the kubeconfig again: it will name an exec plugin."
    )]
    [InlineData("client-certificate-data: '!!'", "client-certificate-data at {k}:13:5 is not base64.")]
    [InlineData(
        "client-certificate: none.pem",
        "The file '{d}/none.pem' (client-certificate at {k}:13:5) can't be read: there is no such file."
    )]
    [InlineData(
        "client-key-data: YQ==",
        "The user 'alice' in '{k}' has a client key without its certificate. Add 'client-certificate' and 'client-key', or the same with '-data'."
    )]
    [InlineData(
        "as: bob\nas-groups: [a, b]",
        "The user 'alice' has more than one value under 'as-groups' ({k}:14:5), which is not supported. Keep one."
    )]
    [InlineData("as-groups: [a]", "The user 'alice' has 'as-groups' but no 'as' ({k}:13:5). Add whom to act as.")]
    [InlineData(
        "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}",
        "The exec plugin of user 'alice' ({k}:13:5) has the apiVersion 'client.authentication.k8s.io/v1alpha1'; supported are "
            + "'client.authentication.k8s.io/v1' and 'client.authentication.k8s.io/v1beta1'. Update the plugin and write the kubeconfig again."
    )]
    [InlineData(
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}",
        "The exec plugin of user 'alice' ({k}:13:5) asks questions at a terminal, which a run has none of. "
            + "Log in before the run, or use credentials that need no answers."
    )]
    public void A_user_that_can_not_be_used_says_why(string user, string message)
    {
        _world.With("https://api", user);

        Failure()
            .ShouldBe(
                message
                    .Replace("{k}", _world.Kubeconfig, StringComparison.Ordinal)
                    .Replace("{d}", System.IO.Path.GetDirectoryName(_world.Kubeconfig), StringComparison.Ordinal)
            );
    }

    [Fact]
    public void Impersonation_is_part_of_the_identity()
    {
        _world.With("https://api", "token: abcd\nas: bob");

        _world.Access().Identity.ShouldBe("user 'alice' (token), acting as 'bob'");
    }

    private string Failure(string secrets = "{}") => Should.Throw<ClusterAccessException>(() => _world.Access(secrets)).Message;

    private string Path(string name) => System.IO.Path.Combine(_world.Folder.Path, name);

    private void Files(params (string Name, string Text)[] files) =>
        _world.Environment["KUBECONFIG"] = string.Join(':', files.Select(file => _world.Folder.Write(file.Name, file.Text)));
}
