namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpRedirectTests : IAsyncDisposable
{
    private readonly HttpWorld _world = new();
    private FakeSite? _site;

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        _world.Dispose();
    }

    // Every row was followed by the reference's client (requests 2).
    [Theory(Timeout = 30_000)]
    [InlineData("GET", 301, "GET", "")]
    [InlineData("GET", 308, "GET", "")]
    [InlineData("POST", 301, "GET", "")]
    [InlineData("POST", 302, "GET", "")]
    [InlineData("POST", 303, "GET", "")]
    [InlineData("POST", 307, "POST", "a=1")]
    [InlineData("POST", 308, "POST", "a=1")]
    [InlineData("PUT", 301, "PUT", "")]
    [InlineData("PUT", 302, "GET", "")]
    [InlineData("DELETE", 302, "GET", "")]
    [InlineData("DELETE", 307, "DELETE", "a=1")]
    [InlineData("HEAD", 302, "HEAD", "")]
    [InlineData("HEAD", 303, "HEAD", "")]
    public async Task A_redirect_decides_over_method_and_body(string method, int status, string then, string body)
    {
        await RedirectingAsync(status, "/there");
        var arguments = method is "GET" or "HEAD" ? "" : """, "arguments": {"a": 1}""";

        var outcome = await _world.AskAsync(_site!.Address + "/here", $"\"method\": \"{method}\"{arguments}");

        (_site.Seen[1].Line, _site.Seen[1].Body, outcome.Output("status")!.ToString()).ShouldBe((then + " /there", body, "200"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("there", "/a/there")]
    [InlineData("/there?b=c", "/there?b=c")]
    [InlineData("?b=c", "/a/here?b=c")]
    public async Task A_location_may_be_relative(string location, string expected)
    {
        await RedirectingAsync(302, location);

        await _world.AskAsync(_site!.Address + "/a/here");

        _site.Seen[1].Target.ShouldBe(expected);
    }

    [Fact(Timeout = 30_000)]
    public async Task Credentials_stay_with_their_host()
    {
        await using var other = await FakeSite.SayingAsync("ok");
        await RedirectingAsync(302, other.Address + "/there");

        await _world.AskAsync(_site!.Address + "/here", """ "headers": {"Authorization": "Bearer abc", "X-Trace": "1"}""");

        var headers = other.Seen.Single().Headers;
        (headers.ContainsKey("Authorization"), headers.ContainsKey("X-Trace")).ShouldBe((false, true));
    }

    [Fact(Timeout = 30_000)]
    public async Task Credentials_are_sent_again_to_the_same_host()
    {
        await RedirectingAsync(302, "/there");

        await _world.AskAsync(_site!.Address + "/here", """ "headers": {"Authorization": "Bearer abc"}""");

        _site.Seen[1].Headers["Authorization"].ShouldBe("Bearer abc");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_redirect_may_lead_out_of_tls()
    {
        await using var open = await FakeSite.SayingAsync("open");
        using var certificate = TestCertificate.SelfSigned("127.0.0.1");
        _site = await FakeSite.StartAsync(
            context =>
            {
                context.Response.Redirect(open.Address);
                return Task.CompletedTask;
            },
            certificate
        );

        (await _world.AskAsync(_site.Address, """ "verify_tls": false""")).Output("body")!.ToString().ShouldBe("\"open\"");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_loop_ends_after_thirty_rounds()
    {
        await RedirectingAsync(302, "/here");

        var outcome = await _world.AskAsync(_site!.Address + "/here");

        (outcome.Line(), _site.Seen.Count).ShouldBe(($"crashed: more than 30 redirects from {_site.Address}/here", 31));
    }

    [Fact(Timeout = 30_000)]
    public async Task Thirty_redirects_are_followed()
    {
        _site = await FakeSite.StartAsync(context =>
        {
            var number = int.Parse(context.Request.Path.Value![1..]);
            if (number > 0)
            {
                context.Response.Redirect($"/{number - 1}");
            }

            return Task.CompletedTask;
        });

        (await _world.AskAsync(_site.Address + "/30")).Output("status")!.ToString().ShouldBe("200");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_redirect_to_something_else_than_http_crashes()
    {
        await RedirectingAsync(302, "ftp://127.0.0.1/file");

        (await _world.AskAsync(_site!.Address + "/here"))
            .Line()
            .ShouldBe($"crashed: {_site.Address}/here redirects to 'ftp://127.0.0.1/file', which is not an address with http or https");
    }

    [Theory(Timeout = 30_000)]
    [InlineData(300)]
    [InlineData(304)]
    public async Task Other_answers_with_a_location_are_answers(int status)
    {
        await RedirectingAsync(status, "/there");

        (await _world.AskAsync(_site!.Address + "/here")).Output("status")!.ToString().ShouldBe($"{status}");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_redirect_without_a_location_is_an_answer()
    {
        _site = await FakeSite.SayingAsync("nowhere", status: 302);

        (await _world.AskAsync(_site.Address)).Output("body")!.ToString().ShouldBe("\"nowhere\"");
    }

    private async Task RedirectingAsync(int status, string location) =>
        _site = await FakeSite.StartAsync(context =>
        {
            if (context.Request.Path.Value!.EndsWith("here", StringComparison.Ordinal) && context.Request.Path.Value != "/there")
            {
                context.Response.StatusCode = context.Request.QueryString.HasValue || context.Request.Path == "/a/there" ? 200 : status;
                context.Response.Headers.Location = location;
            }

            return Task.CompletedTask;
        });
}
