using System.Text;
using Faultline.Secrets.Tests.Vault;

namespace Faultline.Cli.Tests.Secrets;

/// <summary>
/// Runs with secrets from everywhere that are used everywhere, by activities that do their worst with them; then every byte that is
/// left behind is searched for them, and while they run the process list.
/// </summary>
public sealed class SecretLeakTests : IAsyncLifetime
{
    private const string FromEnvironment = "env/s3cret+with odd 'chars' é";
    private const string FromDocument = "inline-s3cret-42";
    private const string FromFile = "file_s3cret:Zm9vYmFy";
    private const string FromVault = "vault s3cret & more";
    private const string FromVariables = "given-by-a-variables-file";
    private const string Pem =
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----";
    private const string Number = "90210443";
    private const string RoleSecret = "secret-of-the-role";
    private const string LoginToken = "hvs.token-of-login-1";

    private static readonly string[] All =
    [
        FromEnvironment,
        FromDocument,
        FromFile,
        FromVault,
        FromVariables,
        Pem,
        Number,
        RoleSecret,
        LoginToken,
        // Too short to be searched for by itself, it is known by what stands around it.
        "/short?k=7q",
    ];

    private readonly Shell _shell = new();
    private readonly EchoServer _echo = new();
    private readonly VaultServer _vault = new(TimeProvider.System);
    private readonly HookServer _hook = new();

    public ValueTask InitializeAsync()
    {
        _vault.Store["secret/data/app"] = $"{{\"data\": {{\"data\": {{\"password\": \"{FromVault}\"}}}}}}";
        _shell.Variables["FROM_ENVIRONMENT"] = FromEnvironment;
        _shell.Variables["ROLE_SECRET"] = RoleSecret;
        _shell.Variables["PYTHONPATH"] = _shell.Folder;
        _shell.Variables["PYTHONDONTWRITEBYTECODE"] = "1";
        _shell.Write("in-token", FromFile + "\n");
        _shell.Write("in-key.pem", Pem + "\n");
        _shell.Write("in-variables.json", $"{{\"secrets\": {{\"app\": {{\"given\": \"{FromVariables}\"}}}}}}");
        _shell.Write("leaky.py", Leaky);
        _shell.Write("in-settings.yaml", $"notifications: [{{type: http, url: \"{_hook.Address}\"}}]\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _echo.DisposeAsync();
        await _vault.DisposeAsync();
        _hook.Dispose();
        _shell.Dispose();
    }

    [Fact(Timeout = 300_000)]
    public async Task Weakness_15_no_artefact_of_a_run_holds_a_secret()
    {
        _shell.Write("in-experiment.json", Document());
        var files = Directory.GetFiles(_shell.Folder).ToHashSet();
        string[] reports = ["html", "md", "xml", "json", "sarif"];

        var running = _shell.CodeAsync([
            "--change-dir",
            "FOLDER",
            "--verbose",
            "--log-file",
            "FOLDER/log",
            "--settings",
            "FOLDER/in-settings.yaml",
            "run",
            "FOLDER/in-experiment.json",
            "--journal-path",
            "FOLDER/journal.json",
            "--hypothesis-strategy",
            "after-method-only",
            "--rollback-strategy",
            "always",
            "--var-file",
            "FOLDER/in-variables.json",
            .. reports.SelectMany(format => new[] { "--report", $"FOLDER/report.{format}" }),
        ]);
        while (!File.Exists(Path.Combine(_shell.Folder, "started")))
        {
            running.IsCompleted.ShouldBeFalse(_shell.Error);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var processes = CommandLines();
        _shell.Write("go", "");
        await running;
        var shown = _shell.Output + _shell.Error;

        Found(processes).ShouldBeEmpty("in the process list");
        var told = string.Concat(_hook.Requests.Select(request => request.Body));
        told.ShouldContain("run-started");
        Found(Encoding.UTF8.GetBytes(told)).ShouldBeEmpty("in a notification");
        Found(Encoding.UTF8.GetBytes(shown)).ShouldBeEmpty("on the console:\n" + shown);
        var left = Directory.GetFiles(_shell.Folder, "*", SearchOption.AllDirectories).Where(file => !files.Contains(file)).ToList();
        foreach (var file in left)
        {
            Found(File.ReadAllBytes(file)).ShouldBeEmpty("in " + file);
        }

        // The test would prove little if the secrets had not got about.
        var journal = _shell.Read("journal.json");
        System.Text.RegularExpressions.Regex.Count(journal, @"\*\*\*\*\*").ShouldBeGreaterThan(40);
        left.Select(file => Path.GetFileName(file)).ShouldContain("python.out");
        left.Select(file => Path.GetFileName(file)).ShouldContain("large-1.stdout");
        journal.ShouldContain("[cut here: ");
        journal.ShouldNotContain("x" + FromDocument[..3]);
        _vault.Requests.Count(request => request.StartsWith("POST auth/approle", StringComparison.Ordinal)).ShouldBe(1);
        _vault.Requests.Last().ShouldBe("POST auth/token/revoke-self by login-1");
    }

    [Fact(Timeout = 300_000)]
    public async Task Events_hold_no_secret_and_neither_do_later_looks_at_the_run()
    {
        _shell.Write("go", "");
        _shell.Write("in-experiment.json", Document());
        string[] run =
        [
            "--change-dir",
            "FOLDER",
            "run",
            "FOLDER/in-experiment.json",
            "--journal-path",
            "FOLDER/journal.json",
            "--var-file",
            "FOLDER/in-variables.json",
        ];

        var shown = await _shell.RunAsync([.. run, "--format", "json"]);
        shown += await _shell.RunAsync("runs", "journal", "last");
        shown += await _shell.RunAsync("runs", "show", "last");

        shown.ShouldContain("*****");
        Found(Encoding.UTF8.GetBytes(shown)).ShouldBeEmpty();
    }

    [Fact(Timeout = 300_000)]
    public async Task A_dynamic_configuration_that_fails_shows_no_secret()
    {
        _shell.Write(
            "in-experiment.json",
            $$$$"""
            {"title": "t", "description": "d", "secrets": {{{{Secrets.Replace("FOLDER", _shell.Folder, StringComparison.Ordinal)}}}},
             "configuration": {
               "vault_addr": "{{{{_vault.Address}}}}", "vault_role_id": "role", "vault_role_secret": {"type": "env", "key": "ROLE_SECRET"},
               "x": {"type": "probe", "name": "x", "provider": {"type": "python", "module": "leaky", "func": "fail", "arguments": {"text": "${vault}"} } } },
             "method": []}
            """
        );

        var shown = await _shell.RunAsync(
            "--change-dir",
            "FOLDER",
            "run",
            "FOLDER/in-experiment.json",
            "--journal-path",
            "FOLDER/journal.json"
        );

        shown.ShouldContain("could not be loaded: ");
        Found(Encoding.UTF8.GetBytes(shown)).ShouldBeEmpty(shown);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_login_that_is_refused_shows_nothing_that_it_was_tried_with()
    {
        _vault.First["auth/approle/login"] = new([(400, $"{{\"errors\": [\"wrong: {RoleSecret}\"]}}")]);
        _shell.Write("in-experiment.json", Document());

        var shown = await _shell.RunAsync(
            "--change-dir",
            "FOLDER",
            "--verbose",
            "run",
            "FOLDER/in-experiment.json",
            "--journal-path",
            "FOLDER/journal.json"
        );

        shown.ShouldContain("Failed to connect to Vault with the AppRole: ");
        Found(Encoding.UTF8.GetBytes(shown)).ShouldBeEmpty(shown);
    }

    private static List<string> Found(byte[] bytes) => [.. SecretTraces.In(bytes, All)];

    // Of our own children and theirs; the list of all processes may hold what others do.
    private static byte[] CommandLines()
    {
        using var all = new MemoryStream();
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                all.Write(File.ReadAllBytes(Path.Combine(folder, "cmdline")));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is not ours to look at.
            }
        }

        return all.ToArray();
    }

    private const string Secrets = """
        {"app": {
           "env": {"type": "env", "key": "FROM_ENVIRONMENT"}, "inline": "inline-s3cret-42", "given": "overridden", "short": "7q",
           "number": 90210443, "vault": {"type": "vault", "path": "app", "key": "password"},
           "file": {"type": "file", "path": "FOLDER/in-token"}, "pem": {"type": "file", "path": "FOLDER/in-key.pem"}}}
        """;

    private string Document()
    {
        var all =
            "{\"env\": \"${env}\", \"inline\": \"x ${inline}\", \"vault\": [\"${vault}\"], \"file\": \"${file}\", \"given\": \"${given}\", "
            + "\"pem\": \"${pem}\", \"number\": \"${number}\", \"${inline}\": 1}";
        return $$$$"""
            {"title": "with ${inline}, ${vault} and ${number}", "description": "inline-s3cret-42 stands here too", "secrets": {{{{Secrets}}}},
             "configuration": {"vault_addr": "{{{{_vault.Address}}}}", "vault_role_id": "role", "vault_role_secret": {"type": "env", "key": "ROLE_SECRET"}},
             "steady-state-hypothesis": {"title": "h", "probes": [
               {"type": "probe", "name": "met", "tolerance": "${inline}", "provider": {"type": "python", "module": "leaky", "func": "same", "arguments": {"value": "${inline}"}}},
               {"type": "probe", "name": "missed", "tolerance": {"type": "regex", "pattern": "^${file}$"}, "provider": {"type": "python", "module": "leaky", "func": "same", "arguments": {"value": "${vault}"}}}]},
             "method": [
               {"type": "action", "name": "get", "provider": {"type": "http", "url": "{{{{_echo.Address}}}}/short?k=${short}&q=${env}", "headers": {"Authorization": "Bearer ${inline}", "X-Key": "${file}"}}},
               {"type": "action", "name": "post", "provider": {"type": "http", "method": "POST", "url": "{{{{_echo.Address}}}}/${given}", "headers": {"Content-Type": "application/json"}, "arguments": {{{{all}}}}}},
               {"type": "action", "name": "refused", "provider": {"type": "http", "url": "http://127.0.0.1:1/short?k=${short}&p=${vault}"}},
               {"type": "action", "name": "shell", "provider": {"type": "process", "path": "printf", "arguments": "'%s\n' '${inline}' '${file}' \"${vault}\"; printf 'user:%s' '${inline}' | base64; printf %s '${file}' | base64; printf %s '${inline}' | od -An -tx1 | tr -d ' \n'; echo '${given}' >&2; touch FOLDER/started; while [ ! -e FOLDER/go ]; do sleep 0.05; done"}},
               {"type": "action", "name": "environment", "provider": {"type": "process", "path": "printenv", "arguments": ["FROM_ENVIRONMENT"]}},
               {"type": "action", "name": "large", "provider": {"type": "process", "path": "head", "arguments": "-c 1048570 /dev/zero | tr '\\0' x; printf '%s' '${inline}'; head -c 300000 /dev/zero | tr '\\0' y; printf 'u:%s' '${inline}' | base64; echo '${pem}'"}},
               {"type": "action", "name": "python", "provider": {"type": "python", "module": "leaky", "func": "spread", "arguments": {"values": {{{{all}}}}}, "secrets": ["app"]}},
               {"type": "action", "name": "raised", "provider": {"type": "python", "module": "leaky", "func": "fail", "arguments": {"text": "${env} ${vault}"}}}],
             "rollbacks": [{"type": "action", "name": "undo ${inline}", "provider": {"type": "process", "path": "echo", "arguments": "'${file}'"}},
               {"type": "action", "name": "crashed", "provider": {"type": "process", "path": "true", "arguments": "${inline}", "timeout": "${vault}"}}]}
            """.Replace("FOLDER", _shell.Folder, StringComparison.Ordinal);
    }

    private const string Leaky = """
        import base64, json, sys, urllib.parse


        def same(value):
            return value


        def fail(text):
            raise ValueError("this went wrong: %s; %r; %s" % (text, text, base64.b64encode(("u:" + text).encode()).decode()))


        def spread(values, secrets=None, configuration=None):
            known = [str(value) for value in (secrets or {}).values() if len(str(value)) > 3]
            forms = []
            for value in known:
                data = value.encode()
                forms += [value, base64.b64encode(data).decode(), base64.urlsafe_b64encode(b"u:" + data).decode(), data.hex(), data.hex().upper()]
                forms += [urllib.parse.quote(value), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value), json.dumps(value), repr(value)]
            for form in forms:
                print(form)
                print(form, file=sys.stderr)
            return {"forms": forms, "secrets": secrets, "configuration": configuration, "values": values}
        """;
}
