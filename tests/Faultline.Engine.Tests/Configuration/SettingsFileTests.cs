using System.Text;
using Faultline.Abstractions;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Configuration;

public sealed class SettingsFileTests
{
    [Theory]
    [InlineData("", "", "home/.config/faultline/settings.yaml")]
    [InlineData("", "home/.chaostoolkit/settings.yaml", "home/.chaostoolkit/settings.yaml")]
    [InlineData("", "home/.chaostoolkit/settings.yaml,home/.config/faultline/settings.yaml", "home/.config/faultline/settings.yaml")]
    [InlineData("xdg", "home/.chaostoolkit/settings.yaml", "home/.chaostoolkit/settings.yaml")]
    [InlineData("xdg", "xdg/faultline/settings.yaml,home/.chaostoolkit/settings.yaml", "xdg/faultline/settings.yaml")]
    public void Our_file_counts_and_the_reference_s_where_there_is_none(string xdg, string there, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in there.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            folder.Write(file, "");
        }

        var variables = new Dictionary<string, string> { ["HOME"] = Path.Combine(folder.Path, "home") };
        if (xdg.Length > 0)
        {
            variables["XDG_CONFIG_HOME"] = Path.Combine(folder.Path, xdg);
        }

        SettingsFile.Find(null, new ProcessEnvironment(variables)).Path.ShouldBe(Path.Combine(folder.Path, expected));
    }

    [Fact]
    public void Everything_that_is_settled_is_read()
    {
        var (settings, problems) = Read(
            """
            auths:
              chaos.example.com:8443: {type: bearer, value: abc def}
            controls:
              first: {provider: {type: python, module: m}}
              second: {name: other, scope: before, provider: {type: python, module: n}}
            notifications:
              - {type: plugin, module: m}
            runtime: {hypothesis: {strategy: skip}, rollbacks: {strategy: always}}
            of_a_plugin: 1
            """
        );

        problems.ShouldBeEmpty();
        settings.Authorizations["chaos.example.com:8443"].ShouldBe("bearer abc def");
        settings.Controls.Select(control => control.Text("name")).ShouldBe(["first", "second"]);
        settings.Notifications.Length.ShouldBe(1);
        (settings.HypothesisStrategy, settings.RollbackStrategy).ShouldBe((HypothesisStrategy.Skip, RollbackStrategy.Always));
    }

    [Theory]
    [InlineData("a: [1,", DiagnosticSeverity.Error, "Failed parsing YAML settings: ")]
    [InlineData("- 1", DiagnosticSeverity.Error, "Failed parsing YAML settings: settings are an object, and this is a list")]
    [InlineData("controls: []", DiagnosticSeverity.Fatal, "'controls' must be an object of controls by their names, and is a list")]
    [InlineData("controls: {a: 1}", DiagnosticSeverity.Fatal, "a control is an object with a 'provider', and 'a' is an integer")]
    [InlineData("runtime: {rollbacks: {strategy: allways}}", DiagnosticSeverity.Fatal, "unknown rollbacks strategy 'allways'")]
    [InlineData("notifications: {}", DiagnosticSeverity.Fatal, "'notifications' must be a list of channels, and is an object")]
    [InlineData(
        "notifications: [mail]",
        DiagnosticSeverity.Warning,
        "a channel of notifications is an object with a 'type', and this is a string"
    )]
    [InlineData("auths: {h: {type: bearer}}", DiagnosticSeverity.Warning, "'h' needs a 'type'")]
    [InlineData("notification: []", DiagnosticSeverity.Warning, "'notification' is not a key of settings and has no effect")]
    public void What_is_wrong_is_said_with_its_place(string text, DiagnosticSeverity severity, string message)
    {
        var problem = Read(text).Problems.ShouldHaveSingleItem();

        (problem.Severity, problem.Position is not null).ShouldBe((severity, true));
        problem.Message.ShouldStartWith(message);
    }

    [Fact]
    public void Credentials_headers_and_passwords_are_secret_and_nothing_else_is()
    {
        var (settings, _) = Read(
            """
            auths:
              h: {type: bearer, value: credential-1}
            notifications:
              - type: http
                url: https://user:password-2@hooks.example.com/a
                headers: {Authorization: Basic dXNlcjozMzM=, Content-Type: application/json, X-Key: 4444}
            controls:
              c: {provider: {arguments: {api_token: token-5, name: plain}}}
            """
        );

        settings.Secrets.ShouldBe(["credential-1", "password-2", "Basic dXNlcjozMzM=", "dXNlcjozMzM=", "4444", "token-5"]);
        var shown = SettingsSecrets.Hide(settings.Document).ToString();
        settings.Secrets.ShouldAllBe(secret => !shown.Contains(secret, StringComparison.Ordinal));
        shown.ShouldContain("application/json");
        shown.ShouldContain("https://user:*****@hooks.example.com/a");
    }

    [Fact]
    public void A_file_is_written_for_its_owner_alone_and_keeps_the_rights_that_it_has()
    {
        using var folder = new TemporaryFolder();
        var file = new SettingsFile(Path.Combine(folder.Path, "new", "settings.yaml"));

        file.Write("a: 1\n");
        var first = File.GetUnixFileMode(file.Path);
        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        file.Write("a: 2\n");

        first.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.ReadAllText(file.Path).ShouldBe("a: 2\n");
    }

    [Fact]
    public void Where_the_path_is_a_link_what_it_leads_to_is_written()
    {
        using var folder = new TemporaryFolder();
        var target = folder.Write("dotfiles/settings.yaml", "a: 1\n");
        var link = Path.Combine(folder.Path, "settings.yaml");
        File.CreateSymbolicLink(link, target);

        new SettingsFile(link).Write("a: 2\n");

        (File.ReadAllText(target), new FileInfo(link).LinkTarget).ShouldBe(("a: 2\n", target));
    }

    private static (Settings Settings, IEnumerable<Diagnostic> Problems) Read(string yaml)
    {
        var (settings, problems) = new SettingsFile("/settings.yaml").Read(Encoding.UTF8.GetBytes(yaml));
        return (settings, problems);
    }
}
