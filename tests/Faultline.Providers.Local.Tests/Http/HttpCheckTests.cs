namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpCheckTests : IDisposable
{
    private readonly HttpWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(
        """{"type": "http", "url": "http://h/", "method": "get", "headers": {"a": "b"}, "timeout": [1, 2], "max_retries": 3}""",
        null
    )]
    [InlineData("""{"url": "${url}", "headers": {"a": "${a}", "b": null}, "timeout": "${t}", "expected_status": 200}""", null)]
    [InlineData("""{"url": "https://h/", "headers": null, "timeout": null, "verify_tls": false, "secrets": ["a"]}""", null)]
    [InlineData("""{"type": "http"}""", "Error at -: a HTTP activity must have a URL")]
    [InlineData("""{"url": ""}""", "Error at 1:9: a HTTP activity must have a URL")]
    [InlineData("""{"url": 5}""", "Warning at 1:9: a URL is a text, and this is an integer")]
    [InlineData("""{"url": "h/"}""", "Warning at 1:9: 'h/' is not an address with http or https; the run would abort there")]
    [InlineData("""{"url": "http://h/", "headers": ["a"]}""", "Error at 1:33: a HTTP activities expect headers as a mapping")]
    [InlineData(
        """{"url": "http://h/", "headers": {"X-A": 1}}""",
        "Warning at 1:41: the header 'X-A' must be a text, and is an integer; the run would abort there"
    )]
    [InlineData("""{"url": "http://h/", "method": 1}""", "Warning at 1:32: an HTTP method is a text, and this is an integer")]
    [InlineData(
        """{"url": "http://h/", "timeout": [1, 2, 3]}""",
        "Warning at 1:33: a timeout is a number of seconds, or a pair of them for connecting and reading; the run would abort there"
    )]
    [InlineData(
        """{"url": "http://h/", "max_retries": "3"}""",
        "Warning at 1:37: 'max_retries' is an integer, and this is a string; it has no effect"
    )]
    [InlineData(
        """{"url": "http://h/", "expected_status": [200]}""",
        "Warning at 1:41: 'expected_status' is an integer, and this is a list; it has no effect"
    )]
    [InlineData(
        """{"type": "http", "url": "http://h/", "header": {}}""",
        "Warning at 1:48: 'header' is not a key of a http provider and has no effect | Did you mean 'headers'?"
    )]
    public async Task A_call_is_checked_before_the_run(string provider, string? expected) =>
        (await _world.Provider.CheckAsync(Some.Call(provider), TestContext.Current.CancellationToken))
            .Lines()
            .ShouldBe(expected is null ? [] : [expected]);
}
