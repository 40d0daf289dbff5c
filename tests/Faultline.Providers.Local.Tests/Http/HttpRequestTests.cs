namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpRequestTests : IAsyncLifetime
{
    private readonly HttpWorld _world = new();
    private FakeSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await FakeSite.SayingAsync("ok");

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _world.Dispose();
    }

    // Every row was sent by the reference's client (requests 2).
    [Theory(Timeout = 30_000)]
    [InlineData("/p", "{}", "/p")]
    [InlineData("/p", "null", "/p")]
    [InlineData("/p", """{"a": 1, "b": "x y"}""", "/p?a=1&b=x+y")]
    [InlineData("/p?z=0", """{"a": 1}""", "/p?z=0&a=1")]
    [InlineData("/p?", """{"a": 1}""", "/p?a=1")]
    [InlineData("/p#part", """{"a": 1}""", "/p?a=1")]
    [InlineData("/p", """{"a": [1, 2, "x"], "b": []}""", "/p?a=1&a=2&a=x")]
    [InlineData("/p", """{"a": null, "b": [null, 1]}""", "/p?b=1")]
    [InlineData("/p", """{"a": true, "b": false, "c": 1.0, "d": 2.50}""", "/p?a=True&b=False&c=1.0&d=2.5")]
    [InlineData("/p", """{"a": {"k": 1, "l": 2}}""", "/p?a=k&a=l")]
    [InlineData("/p", """{"a": [[1, 2], [3]]}""", "/p?a=1&a=2&a=3")]
    [InlineData("/p", """{"a": [{"k": 1}]}""", "/p?a=k")]
    [InlineData("/p", "\"a b&é\"", "/p?a%20b&%C3%A9")]
    [InlineData("/a/../b", "null", "/b")]
    [InlineData("/p", """{"é": "ü😀", "&=": "+#/?%"}""", "/p?%C3%A9=%C3%BC%F0%9F%98%80&%26%3D=%2B%23%2F%3F%25")]
    [InlineData("/p", """{"a": "-_.~!*'()"}""", "/p?a=-_.~%21%2A%27%28%29")]
    [InlineData("/p", """{"a": ""}""", "/p?a=")]
    [InlineData("/p", "\"a=b&c=d\"", "/p?a=b&c=d")]
    [InlineData("/p?z=0", "\"a=b\"", "/p?z=0&a=b")]
    [InlineData("", """{"a": 1}""", "/?a=1")]
    public async Task The_arguments_of_a_get_join_the_query(string path, string arguments, string expected)
    {
        await _world.AskAsync(_site.Address + path, $"\"arguments\": {arguments}");

        _site.Lines.ShouldBe(["GET " + expected]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_get_has_no_body()
    {
        await _world.AskAsync(_site.Address, """ "arguments": {"a": 1}""");

        _site.Seen.Single().Headers.Keys.ShouldNotContain(name => name == "Content-Length" || name == "Content-Type");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("post", "POST")]
    [InlineData("Delete", "DELETE")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("propfind", "PROPFIND")]
    public async Task A_method_may_be_written_in_small_letters(string method, string expected)
    {
        await _world.AskAsync(_site.Address, $"\"method\": \"{method}\"");

        _site.Lines.ShouldBe([expected + " /"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Every_request_says_what_it_takes()
    {
        await _world.AskAsync(_site.Address);

        var headers = _site.Seen.Single().Headers;
        (headers["Accept"], headers["Accept-Encoding"], headers["Connection"], headers["User-Agent"]).ShouldBe(
            ("*/*", "gzip, deflate, br", "keep-alive", "faultline")
        );
    }

    [Theory(Timeout = 30_000)]
    [InlineData("User-Agent", "mine/1")]
    [InlineData("accept", "text/plain")]
    [InlineData("X-Trace", "a b")]
    [InlineData("Authorization", "Bearer abc")]
    [InlineData("Host", "example.test")]
    [InlineData("Server", "odd")]
    [InlineData("Expires", "0")]
    [InlineData("Cookie", "a=b; c=d")]
    [InlineData("X-Latin", "é")]
    public async Task A_header_of_the_activity_counts(string name, string value)
    {
        await _world.AskAsync(_site.Address, $$""" "headers": {"{{name}}": "{{value}}"}""");

        _site.Seen.Single().Headers[name].ShouldBe(value);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_header_that_is_null_is_not_sent()
    {
        await _world.AskAsync(_site.Address, """ "headers": {"X-None": null}""");

        _site.Seen.Single().Headers.ContainsKey("X-None").ShouldBeFalse();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("""{"a": 1, "b": "x y", "c": true, "d": [1, 2], "e": null}""", "a=1&b=x+y&c=True&d=1&d=2")]
    [InlineData("""{"a": {"nested": 1}}""", "a=nested")]
    public async Task An_object_is_a_form(string arguments, string expected)
    {
        await _world.AskAsync(_site.Address, $""" "method": "POST", "arguments": {arguments}""");

        var seen = _site.Seen.Single();
        (seen.Headers["Content-Type"], seen.Body).ShouldBe(("application/x-www-form-urlencoded", expected));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task Without_arguments_there_is_no_body_and_no_type(string arguments)
    {
        await _world.AskAsync(_site.Address, $""" "method": "POST", "arguments": {arguments}""");

        var seen = _site.Seen.Single();
        (seen.Headers["Content-Length"], seen.Headers.ContainsKey("Content-Type")).ShouldBe(("0", false));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_text_is_sent_as_it_is()
    {
        await _world.AskAsync(_site.Address, """ "method": "PUT", "arguments": "a=b & é" """);

        var seen = _site.Seen.Single();
        (seen.Body, seen.Headers["Content-Length"], seen.Headers.ContainsKey("Content-Type")).ShouldBe(("a=b & é", "8", false));
    }

    // As Python's json.dumps() has it: in ASCII, with blanks after colons and commas.
    [Theory(Timeout = 30_000)]
    [InlineData(
        """{"é":"😀\u007f\u2028\n","n":1.0,"t":true,"z":null}""",
        """{"\u00e9": "\ud83d\ude00\u007f\u2028\n", "n": 1.0, "t": true, "z": null}"""
    )]
    [InlineData("[1,[],{}]", "[1, [], {}]")]
    [InlineData("\"a\\/b\"", "\"a/b\"")]
    [InlineData("{}", "{}")]
    public async Task With_the_type_of_JSON_the_arguments_are_JSON(string arguments, string expected)
    {
        await _world.AskAsync(
            _site.Address,
            $$""" "method": "POST", "headers": {"Content-Type": "application/json"}, "arguments": {{arguments}}"""
        );

        var seen = _site.Seen.Single();
        (seen.Headers["Content-Type"], seen.Body).ShouldBe(("application/json", expected));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("content-type", "application/json")]
    [InlineData("Content-Type", "application/json; charset=utf-8")]
    public async Task Any_other_spelling_of_that_type_is_a_form_with_a_header(string name, string value)
    {
        await _world.AskAsync(_site.Address, $$""" "method": "POST", "headers": {"{{name}}": "{{value}}"}, "arguments": {"a": 1}""");

        var seen = _site.Seen.Single();
        (seen.Headers["Content-Type"], seen.Body).ShouldBe((value, "a=1"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_may_have_bodies_too(string method)
    {
        await _world.AskAsync(_site.Address, $$""" "method": "{{method}}", "arguments": {"a": 1}""");

        _site.Seen.Single().Body.ShouldBe("a=1");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_name_and_a_password_in_the_address_log_in()
    {
        await _world.AskAsync(_site.Address.Replace("://", "://alice:s%40crt@", StringComparison.Ordinal));

        _site.Seen.Single().Headers["Authorization"].ShouldBe("Basic " + Convert.ToBase64String("alice:s@crt"u8));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("ftp://127.0.0.1/", "", "'ftp://127.0.0.1/' is not an address with http or https")]
    [InlineData("127.0.0.1:80", "", "'127.0.0.1:80' is not an address with http or https")]
    [InlineData("", "", "'' is not an address with http or https")]
    [InlineData("http://", "", "'http://' is not an address with http or https")]
    [InlineData("http://h/", """ "timeout": "3" """, "a timeout is a number of seconds or a pair of them, and this is a string")]
    [InlineData("http://h/", """ "timeout": [1] """, "a timeout is a number of seconds or a pair of them, and this is a list")]
    [InlineData("http://h/", """ "timeout": 0 """, "a timeout is a number of seconds or a pair of them, and this is an integer")]
    [InlineData("http://h/", """ "headers": {"X-A": 1} """, "the header 'X-A' must be a text, and is an integer")]
    [InlineData("http://h/", """ "headers": {"X A": "1"} """, "'X A' is not the name of a header")]
    [InlineData("http://h/", """ "headers": {"": "1"} """, "'' is not the name of a header")]
    [InlineData(
        "http://h/",
        """ "headers": {"X-A": "1\r\nX-B: 2"} """,
        "the value of the header 'X-A' can't be sent: it is one line of Latin-1 characters"
    )]
    [InlineData(
        "http://h/",
        """ "headers": {"X-A": "中"} """,
        "the value of the header 'X-A' can't be sent: it is one line of Latin-1 characters"
    )]
    [InlineData("http://h/", """ "method": "GET /" """, "'GET /' is not an HTTP method")]
    [InlineData("http://h/", """ "method": "" """, "'' is not an HTTP method")]
    public async Task A_request_that_can_not_be_sent_crashes(string url, string more, string expected) =>
        (await _world.AskAsync(url, more)).Line().ShouldBe("crashed: " + expected);
}
