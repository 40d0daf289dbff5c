using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Which branch is taken, and what is said when none can be.</summary>
public sealed class AccessTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void A_kubeconfig_comes_first()
    {
        MountServiceAccount();
        _world.Environment["CHAOSTOOLKIT_IN_POD"] = "true";
        _world.Environment["KUBERNETES_HOST"] = "https://explicit:1";

        var access = _world.With("https://api:6443").Access();

        access.ShouldBe(
            new ClusterAccess
            {
                Branch = AccessBranch.Kubeconfig,
                Source = $"context 'test' of kubeconfig '{_world.Kubeconfig}'",
                Server = "https://api:6443",
                Identity = "user 'alice' (token)",
                Context = "test",
                Namespace = "default",
                VerifiesServer = true,
            }
        );
    }

    [Fact]
    public void In_a_pod_comes_second_where_the_environment_says_so()
    {
        MountServiceAccount();
        _world.Environment["CHAOSTOOLKIT_IN_POD"] = "true";
        _world.Environment["KUBERNETES_HOST"] = "https://explicit:1";

        var access = _world.Access();

        (access.Branch, access.Server, access.Identity, access.Source).ShouldBe(
            (AccessBranch.InCluster, "https://10.0.0.1", "the pod's service account (token file)", "the service account of this pod")
        );
    }

    [Fact]
    public void Secrets_do_not_put_us_into_a_pod()
    {
        MountServiceAccount();

        var access = _world.Access("""{"CHAOSTOOLKIT_IN_POD":"true","KUBERNETES_HOST":"https://explicit:1"}""");

        access.Branch.ShouldBe(AccessBranch.Explicit);
    }

    [Fact]
    public void A_host_that_was_given_comes_before_a_mounted_account()
    {
        MountServiceAccount();

        var access = _world.Access("""{"KUBERNETES_HOST":"https://explicit:1","KUBERNETES_API_KEY":"abcd"}""");

        (access.Branch, access.Source, access.Identity).ShouldBe(
            (AccessBranch.Explicit, "KUBERNETES_HOST in the secrets of the activity", "KUBERNETES_API_KEY (token)")
        );
    }

    [Fact]
    public void A_mounted_account_is_found_by_itself()
    {
        MountServiceAccount();

        _world.Access().Branch.ShouldBe(AccessBranch.InCluster);
    }

    [Fact]
    public void With_nothing_at_all_the_default_host_is_taken_and_said_so()
    {
        var access = _world.Access();

        (access.Branch, access.Server, access.Source, access.Identity, access.VerifiesServer).ShouldBe(
            (
                AccessBranch.Explicit,
                "http://localhost",
                "the default, since there is no kubeconfig, no service account and no KUBERNETES_HOST",
                "nobody (no credentials)",
                false
            )
        );
    }

    [Fact]
    public void With_nothing_at_all_a_refused_connection_says_what_to_set() =>
        ExplicitAccess
            .Resolve(new KeyLookup(DataObject.Empty, new ProcessEnvironment(_world.Environment)), "default")
            .WhenUnreachable.ShouldBe("Set KUBECONFIG to the path of a kubeconfig, or KUBERNETES_HOST to the address of an API server.");

    [Fact]
    public void A_kubeconfig_that_was_asked_for_and_is_missing_never_leads_to_the_mounted_account()
    {
        MountServiceAccount();
        _world.Environment["KUBECONFIG"] = "/no/such/config";

        Failure()
            .ShouldBe(
                "KUBECONFIG in the environment names '/no/such/config', which does not exist. Correct the path, or unset KUBECONFIG."
            );
    }

    [Fact]
    public void A_context_that_was_asked_for_never_leads_to_the_mounted_account()
    {
        MountServiceAccount();
        _world.Environment["KUBERNETES_CONTEXT"] = "prod";

        Failure()
            .ShouldBe(
                "KUBERNETES_CONTEXT in the environment is 'prod', but there is no kubeconfig to find it in "
                    + $"('{_world.Kubeconfig}'). Set KUBECONFIG to its path."
            );
    }

    [Fact]
    public void In_a_pod_without_an_account_says_what_is_missing()
    {
        _world.Environment["CHAOSTOOLKIT_IN_POD"] = "true";
        _world.Environment["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";

        Failure()
            .ShouldBe(
                $"CHAOSTOOLKIT_IN_POD is 'true', but the file '{_world.ServiceAccount}/token' is missing. Run in a pod with a mounted "
                    + "service account, or unset CHAOSTOOLKIT_IN_POD and set KUBECONFIG."
            );
    }

    [Theory]
    [InlineData(null, true, 1)]
    [InlineData("true", true, 0)]
    [InlineData("maybe", true, 0)]
    [InlineData("false", false, 0)]
    [InlineData("False", false, 0)]
    [InlineData("0", false, 0)]
    [InlineData("no", false, 0)]
    [InlineData("OFF", false, 0)]
    public void Certificates_are_verified_unless_turned_off(string? value, bool verified, int warnings)
    {
        if (value is not null)
        {
            _world.Environment["KUBERNETES_VERIFY_SSL"] = value;
        }

        var access = _world.Access("""{"KUBERNETES_HOST":"https://explicit:1"}""");

        (access.VerifiesServer, access.Warnings.Length).ShouldBe((verified, warnings));
    }

    [Theory]
    [InlineData(
        """{"KUBERNETES_HOST":"ftp://x"}""",
        "'ftp://x' (KUBERNETES_HOST) is not the address of an API server; it should look like 'https://host:6443'."
    )]
    [InlineData(
        """{"KUBERNETES_HOST":"https://x","KUBERNETES_CERT_FILE":"/c"}""",
        "KUBERNETES_CERT_FILE is set, but KUBERNETES_KEY_FILE is not. Set it to the private key's file."
    )]
    [InlineData(
        """{"KUBERNETES_HOST":"https://x","KUBERNETES_CA_CERT_FILE":"/no/ca"}""",
        "The file '/no/ca' (KUBERNETES_CA_CERT_FILE) can't be read: there is no such file."
    )]
    [InlineData(
        """{"KUBERNETES_HOST":"https://x","KUBERNETES_API_KEY":"top\nsecret"}""",
        "KUBERNETES_API_KEY contains a line break or another character that no HTTP header can carry. Write it again, on one line."
    )]
    public void Explicit_keys_that_make_no_sense_are_named(string secrets, string message) => Failure(secrets).ShouldBe(message);

    private string Failure(string secrets = "{}") => Should.Throw<ClusterAccessException>(() => _world.Access(secrets)).Message;

    private void MountServiceAccount()
    {
        _world.Folder.Write("serviceaccount/token", "pod-token\n");
        _world.Folder.Write("serviceaccount/ca.crt", new TestAuthority().Pem);
        _world.Environment["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        _world.Environment["KUBERNETES_SERVICE_PORT"] = "443";
    }
}
