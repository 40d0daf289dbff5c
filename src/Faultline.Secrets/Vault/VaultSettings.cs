using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Secrets.Vault;

/// <summary>Where and as whom Vault is asked: configuration keys first, then the variables of Vault's own client.</summary>
internal sealed record VaultSettings
{
    private const string DefaultAddress = "http://localhost:8200";
    private const string DefaultTokenPath = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private static readonly string[] TextKeys =
    [
        "vault_addr",
        "vault_token",
        "vault_role_id",
        "vault_role_secret",
        "vault_sa_role",
        "vault_sa_token_path",
        "vault_k8s_mount_point",
        "vault_secrets_mount_point",
    ];

    public required Uri Address { get; init; }

    /// <summary>The version of the key-value store: 1 or 2.</summary>
    public required int Version { get; init; }

    public required string Mount { get; init; }

    public string? Namespace { get; init; }

    /// <summary>A file of certificates to trust; null for the system's.</summary>
    public string? Certificates { get; init; }

    public bool VerifiesTls { get; init; } = true;

    /// <summary>How to log in; null where nothing says so.</summary>
    public VaultLogin? Login { get; init; }

    /// <summary>The settings, and what is wrong with them. Without an error there are settings.</summary>
    public static (VaultSettings? Settings, ImmutableArray<CallProblem> Problems) Read(DataObject configuration, IEnvironment environment)
    {
        var problems = ImmutableArray.CreateBuilder<CallProblem>();
        foreach (var key in TextKeys.Where(key => configuration[key] is { } value and not (DataNull or DataString)))
        {
            problems.Add(
                new CallProblem($"the configuration '{key}' is a text before secrets are fetched, and this is {configuration[key]!.Kind}")
                {
                    Where = configuration[key],
                }
            );
        }

        var address = Text(configuration, "vault_addr") ?? NonEmpty(environment.Get("VAULT_ADDR")) ?? DefaultAddress;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            problems.Add(
                new CallProblem($"Vault's address '{Shown(address)}' is none with http or https")
                {
                    Where = configuration["vault_addr"],
                    Remedy = "Give it as 'vault_addr' in the configuration, or as VAULT_ADDR: https://vault.example.org:8200",
                }
            );
        }

        var version = configuration["vault_kv_version"] switch
        {
            null or DataNull or DataString { Value: "" or "2" } or DataNumber { Text: "2" } => 2,
            DataString { Value: "1" } or DataNumber { Text: "1" } => 1,
            _ => 0,
        };
        if (version == 0)
        {
            problems.Add(new CallProblem("the configuration 'vault_kv_version' is 1 or 2") { Where = configuration["vault_kv_version"] });
        }

        if (Text(configuration, "vault_role_id") is not null && configuration["vault_role_secret"] is null)
        {
            problems.Add(
                new CallProblem("the configuration has a 'vault_role_id' and no 'vault_role_secret'")
                {
                    Where = configuration["vault_role_id"],
                    Remedy = "An AppRole login takes both.",
                    Severity = CallProblemSeverity.Warning,
                }
            );
        }

        return problems.Any(problem => problem.Severity == CallProblemSeverity.Error)
            ? (null, problems.ToImmutable())
            : (
                new VaultSettings
                {
                    Address = new Uri(
                        uri!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')
                    ),
                    Version = version,
                    Mount = (Text(configuration, "vault_secrets_mount_point") ?? "secret").Trim('/'),
                    Namespace = NonEmpty(environment.Get("VAULT_NAMESPACE")),
                    Certificates = NonEmpty(environment.Get("VAULT_CACERT")),
                    VerifiesTls = environment.Get("VAULT_SKIP_VERIFY") is null or "" or "0" or "false" or "False" or "FALSE" or "f" or "F",
                    Login = LoginOf(configuration, environment),
                },
                problems.ToImmutable()
            );
    }

    private static VaultLogin? LoginOf(DataObject configuration, IEnvironment environment)
    {
        if (Text(configuration, "vault_token") is { } token)
        {
            return new VaultLogin.Token(token);
        }

        if (Text(configuration, "vault_role_id") is { } role && Text(configuration, "vault_role_secret") is { } secret)
        {
            return new VaultLogin.AppRole(role, secret);
        }

        if (Text(configuration, "vault_sa_role") is { } account)
        {
            return new VaultLogin.Kubernetes(
                account,
                Text(configuration, "vault_sa_token_path") ?? DefaultTokenPath,
                (Text(configuration, "vault_k8s_mount_point") ?? "kubernetes").Trim('/')
            );
        }

        return NonEmpty(environment.Get("VAULT_TOKEN")) is { } given ? new VaultLogin.Token(given)
            : NonEmpty(environment.Get("HOME")) is { } home && File.Exists(Path.Combine(home, ".vault-token"))
                ? new VaultLogin.TokenFile(Path.Combine(home, ".vault-token"))
            : null;
    }

    // An address may carry a password.
    private static string Shown(string address) =>
        address.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? "…" + address[at..] : address;

    private static string? Text(DataObject configuration, string key) => NonEmpty(configuration.Text(key));

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
