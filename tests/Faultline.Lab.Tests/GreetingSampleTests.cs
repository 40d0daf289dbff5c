using System.Globalization;
using System.Net;
using Faultline.Samples.Services.Greeting;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class GreetingSampleTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 20_000)]
    [InlineData("/", "Hello Arun")]
    [InlineData("/?greet=ho", "Howdy Arun")]
    [InlineData("/?id=1", "Hello Sheldon")]
    [InlineData("/?greet=ho&id=1", "Howdy Sheldon")]
    public async Task The_webapp_puts_both_words_together(string path, string body)
    {
        await using var application = await Application.StartAsync();

        (await application.GetAsync(path)).ShouldBe((HttpStatusCode.OK, body));
    }

    [Fact(Timeout = 20_000)]
    public async Task Other_paths_of_the_webapp_are_not_found()
    {
        await using var application = await Application.StartAsync();

        (await application.GetAsync("/other")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact(Timeout = 20_000)]
    public async Task Each_service_logs_a_line_for_each_request()
    {
        await using var application = await Application.StartAsync();

        await application.GetAsync("/?greet=ho");

        string.Join('\n', application.Greeter.Log(), application.Name.Log(), application.Webapp.Log())
            .Replace(application.Greeter.Port, "GREETER", StringComparison.Ordinal)
            .Replace(application.Name.Port, "NAME", StringComparison.Ordinal)
            .Replace(application.Webapp.Port, "WEBAPP", StringComparison.Ordinal)
            .ShouldBe(
                """
                Running on http://0.0.0.0:GREETER
                greet[greet]: ho

                Running on http://0.0.0.0:NAME
                name[id]: undefined

                Running on http://0.0.0.0:WEBAPP
                greeter: http://127.0.0.1:GREETER//?greet=ho
                name: http://127.0.0.1:NAME//?id=undefined

                """
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task By_default_a_failed_upstream_leaves_the_caller_waiting()
    {
        await using var application = await Application.StartAsync();
        await application.Greeter.StopAsync();

        var answer = application.GetAsync("/");
        await application.Webapp.LoggedAsync("problem with request: ");

        answer.IsCompleted.ShouldBeFalse();
        (await application.Webapp.StopAsync()).ShouldBe(0);
        await Should.ThrowAsync<HttpRequestException>(answer);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_webapp_told_so_answers_500()
    {
        await using var application = await Application.StartAsync(("UPSTREAM_FAILURE", "500"));
        await application.Name.StopAsync();

        (await application.GetAsync("/")).Status.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("UPSTREAM_FAILURE", "fallback")]
    [InlineData("CIRCUIT_BREAKER", "true")]
    public async Task A_fallback_keeps_the_page_alive(string variable, string value)
    {
        await using var application = await Application.StartAsync((variable, value));
        await application.Greeter.StopAsync();

        (await application.GetAsync("/?greet=ho")).ShouldBe((HttpStatusCode.OK, "Hello (fallback) Arun"));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_upstream_that_is_silent_fails_after_the_timeout()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var application = await Application.StartAsync(
            ("UPSTREAM_FAILURE", "500"),
            ("UPSTREAM_TIMEOUT", "150ms"),
            ("GREETER_SERVICE_PORT", port)
        );

        (await application.GetAsync("/")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        application.Webapp.Log().ShouldContain("problem with request: no answer within 0.15 s\n");
    }

    [Fact(Timeout = 20_000)]
    public async Task An_open_circuit_breaker_does_not_call_and_lets_one_call_through_after_five_seconds()
    {
        var clock = new ManualClock();
        await using var application = await Application.StartAsync(clock, ("CIRCUIT_BREAKER", "true"));
        await application.Greeter.StopAsync();

        for (var i = 0; i < 5; i++)
        {
            await application.GetAsync("/");
        }

        application.Webapp.Count("problem with request").ShouldBe(2);
        clock.Advance(TimeSpan.FromSeconds(5));
        await application.GetAsync("/");
        await application.GetAsync("/");
        application.Webapp.Count("problem with request").ShouldBe(3);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("baker", "", "", 2, "There is no role 'baker'; use one of webapp, greeter, name.\n")]
    [InlineData("name", "PORT", "x", 2, "PORT is 'x', which is not a port number (0 to 65535).\n")]
    [InlineData("webapp", "CIRCUIT_BREAKER", "maybe", 2, "CIRCUIT_BREAKER is 'maybe'; use true or false.\n")]
    [InlineData("webapp", "UPSTREAM_FAILURE", "cry", 2, "UPSTREAM_FAILURE is 'cry'; use hang, 500 or fallback.\n")]
    [InlineData("name", "POD_IP", "192.0.2.1", 1, "Can't listen on 192.0.2.1:8080: Cannot assign requested address.\n")]
    public async Task What_makes_no_sense_is_told(string role, string variable, string value, int exitCode, string message)
    {
        var output = new StringWriter();

        var code = await GreetingSample.RunAsync(
            role,
            new Dictionary<string, string> { [variable] = value },
            output,
            TimeProvider.System,
            Cancelled
        );

        (code, output.ToString()).ShouldBe((exitCode, message));
    }

    private sealed class Application : IAsyncDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

        public required RunningSample Greeter { get; init; }

        public required RunningSample Name { get; init; }

        public required RunningSample Webapp { get; init; }

        public static Task<Application> StartAsync(params (string Name, string Value)[] variables) =>
            StartAsync(TimeProvider.System, variables);

        public static async Task<Application> StartAsync(TimeProvider time, params (string Name, string Value)[] variables)
        {
            var greeter = await StartAsync("greeter", [], time);
            var name = await StartAsync("name", [], time);
            var environment = new Dictionary<string, string>
            {
                ["GREETER_SERVICE_HOST"] = "127.0.0.1",
                ["GREETER_SERVICE_PORT"] = greeter.Port,
                ["GREETER_SERVICE_PATH"] = "/",
                ["NAME_SERVICE_HOST"] = "127.0.0.1",
                ["NAME_SERVICE_PORT"] = name.Port,
                ["NAME_SERVICE_PATH"] = "/",
            };
            foreach (var (key, value) in variables)
            {
                environment[key] = value;
            }

            return new Application
            {
                Greeter = greeter,
                Name = name,
                Webapp = await StartAsync("webapp", environment, time),
            };
        }

        public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
        {
            using var response = await _client.GetAsync($"http://127.0.0.1:{Webapp.Port}{path}", Cancelled);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
        }

        private static Task<RunningSample> StartAsync(string role, Dictionary<string, string> environment, TimeProvider time) =>
            RunningSample.StartAsync((log, stop) => GreetingSample.RunAsync(role, environment, log, time, stop), environment);

        public async ValueTask DisposeAsync()
        {
            await Webapp.StopAsync();
            await Greeter.StopAsync();
            await Name.StopAsync();
            _client.Dispose();
        }
    }
}
