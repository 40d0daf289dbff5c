using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Documents;

/// <summary>Documents from a server (reference specification §2).</summary>
public sealed class HttpDocumentLoaderTests
{
    private const int Patience = 60_000;
    private readonly ManualClock _clock = new();

    [Theory(Timeout = Patience)]
    [InlineData("application/json", "{\"a\": 1}")]
    [InlineData("application/json; charset=utf-8", "{\"a\": 1}")]
    [InlineData("Application/JSON", "{\"a\": 1}")]
    [InlineData("application/x-yaml", "a: 1")]
    [InlineData("application/yaml", "a: 1")]
    [InlineData("text/yaml", "a: 1")]
    [InlineData("text/plain", "{\"a\": 1}")]
    [InlineData("text/plain; charset=utf-8", "a: 1")]
    [InlineData(null, "a: 1")]
    public async Task A_document_is_read_as_the_server_calls_it(string? contentType, string body)
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", contentType, body));

        var loaded = await LoadAsync(server.Address);

        loaded.Problem.ShouldBeNull();
        loaded.Source.ShouldBe(server.Address);
        loaded.Root!.ToString().ShouldBe("{\"a\": 1}");
    }

    [Theory(Timeout = Patience)]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    public async Task Another_type_is_refused(string contentType)
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", contentType, "{}"));

        (await LoadAsync(server.Address)).Problem.ShouldBe(
            new Diagnostic(
                DiagnosticSeverity.Fatal,
                "only files with json, yaml or yml extensions are supported",
                server.Address,
                Remedy: $"The server calls this document '{contentType}'."
            )
        );
    }

    [Theory(Timeout = Patience)]
    [InlineData("404 Not Found", "no such experiment\n", "Failed to fetch the experiment: no such experiment", 404)]
    [InlineData("401 Unauthorized", "", "Failed to fetch the experiment:", 401)]
    [InlineData("204 No Content", "", "Failed to fetch the experiment:", 204)]
    public async Task Another_status_than_200_is_refused(string status, string body, string message, int code)
    {
        using var server = new FakeServer(FakeServer.Answer(status, "text/plain", body));

        (await LoadAsync(server.Address)).Problem.ShouldBe(
            new Diagnostic(DiagnosticSeverity.Fatal, message, server.Address, Remedy: $"The server answered with status {code}.")
        );
    }

    [Fact(Timeout = Patience)]
    public async Task A_text_that_cannot_be_parsed_is_refused_with_its_place()
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{\n\"a\": x}"));

        var problem = (await LoadAsync(server.Address)).Problem.ShouldNotBeNull();

        problem.Place.ShouldBe(server.Address + ":2:6");
        problem.Message.ShouldStartWith("Failed parsing JSON experiment: ");
    }

    [Fact(Timeout = Patience)]
    public async Task A_request_says_what_it_understands_and_no_more()
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{}"));

        await LoadAsync(server.Address);

        var head = await server.Request;
        head.ShouldStartWith("GET /experiment HTTP/1.1\n");
        head.ShouldContain("\nAccept: application/json, application/x-yaml\n");
        head.ShouldNotContain("Authorization");
    }

    [Theory(Timeout = Patience)]
    [InlineData("t0ken")]
    [InlineData("  t0ken\n")]
    public async Task A_token_of_the_environment_is_sent(string token)
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{}"));

        await LoadAsync(server.Address, token);

        (await server.Request).ShouldContain("\nAuthorization: bearer t0ken\n");
    }

    [Fact(Timeout = Patience)]
    public async Task An_empty_token_is_none()
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{}"));

        await LoadAsync(server.Address, " ");

        (await server.Request).ShouldNotContain("Authorization");
    }

    [Theory(Timeout = Patience)]
    [InlineData("two\nlines")]
    [InlineData("tök\u00e9n")]
    public async Task A_token_that_no_header_can_hold_is_named_by_its_variable_only(string token)
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{}"));

        var problem = (await LoadAsync(server.Address, token)).Problem.ShouldNotBeNull();

        problem.Message.ShouldBe("the token in CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN holds characters that can't be sent in a header");
        problem.ToString().ShouldNotContain(token);
    }

    [Fact(Timeout = Patience)]
    public async Task A_refused_connection_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}/";
        taken.Stop();

        var problem = (await LoadAsync(address)).Problem.ShouldNotBeNull();

        problem.Message.ShouldStartWith("Failed to fetch the experiment: Connection refused");
    }

    [Theory(Timeout = Patience)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")]
    [InlineData("this is no HTTP\r\n\r\n")]
    public async Task An_answer_that_breaks_off_or_is_none_is_named(string answer)
    {
        using var server = new FakeServer(answer);

        (await LoadAsync(server.Address)).Problem!.Message.ShouldStartWith("Failed to fetch the experiment: ");
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_does_not_answer_is_given_up_on_after_30_seconds()
    {
        using var server = new FakeServer(null);

        var loading = LoadAsync(server.Address);
        await server.Request;
        _clock.Advance(TimeSpan.FromSeconds(29));
        loading.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await loading).Problem!.Message.ShouldBe("Failed to fetch the experiment: the server did not answer within 30 s");
    }

    [Fact(Timeout = Patience)]
    public async Task A_stop_ends_the_attempt()
    {
        using var server = new FakeServer(null);
        using var stop = new CancellationTokenSource();

        var loading = Loader(null).LoadAsync(server.Address, verifyTls: true, stop.Token);
        await server.Request;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(loading);
    }

    [Theory(Timeout = Patience)]
    [InlineData("127.0.0.1:{port}", "authorization: bearer xyz123")]
    [InlineData("127.0.0.1", "")]
    [InlineData("127.0.0.2:{port}", "")]
    public async Task A_server_is_told_what_the_settings_have_for_its_host_and_port(string entry, string header)
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{}"));
        var port = new Uri(server.Address).Port;
        var authorizations = new Dictionary<string, string>
        {
            [entry.Replace("{port}", $"{port}", StringComparison.Ordinal)] = "bearer xyz123",
        };

        await Loader(null, authorizations).LoadAsync(server.Address, verifyTls: true, TestContext.Current.CancellationToken);

        Authorization(await server.Request).ShouldBe(header);
    }

    [Fact(Timeout = Patience)]
    public async Task The_token_of_the_environment_beats_the_settings()
    {
        using var server = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{}"));
        var authorizations = new Dictionary<string, string> { [new Uri(server.Address).Authority] = "bearer settings" };

        await Loader("environment", authorizations).LoadAsync(server.Address, verifyTls: true, TestContext.Current.CancellationToken);

        Authorization(await server.Request).ShouldBe("authorization: bearer environment");
    }

    [Fact(Timeout = Patience)]
    public async Task Who_is_redirected_to_another_server_tells_it_nothing()
    {
        using var other = new FakeServer(FakeServer.Answer("200 OK", "application/json", "{\"a\": 1}"));
        using var server = new FakeServer(
            $"HTTP/1.1 302 Found\r\nLocation: {other.Address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );

        var loaded = await LoadAsync(server.Address, "xyz123");

        loaded.Root!.ToString().ShouldBe("{\"a\": 1}");
        (Authorization(await server.Request), Authorization(await other.Request)).ShouldBe(("authorization: bearer xyz123", ""));
    }

    [Fact(Timeout = Patience)]
    public async Task What_a_server_was_told_is_not_repeated()
    {
        using var server = new FakeServer(FakeServer.Answer("403 Forbidden", "text/plain", "no entry with xyz123"));

        (await LoadAsync(server.Address, "xyz123")).Problem!.Message.ShouldBe("Failed to fetch the experiment: no entry with *****");
    }

    private static string Authorization(string request) =>
        request
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("authorization:", StringComparison.OrdinalIgnoreCase))
            .Select(line => "authorization:" + line["authorization:".Length..])
            .FirstOrDefault()
        ?? "";

    private Task<LoadedDocument> LoadAsync(string address, string? token = null) =>
        Loader(token).LoadAsync(address, verifyTls: true, TestContext.Current.CancellationToken);

    private DocumentLoader Loader(string? token, IReadOnlyDictionary<string, string>? authorizations = null)
    {
        var variables = new Dictionary<string, string>();
        if (token is not null)
        {
            variables["CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN"] = token;
        }

        return new DocumentLoader(
            new ProcessEnvironment(variables),
            _clock,
            () => throw new InvalidOperationException("Nobody asked for it."),
            authorizations
        );
    }
}
