using System.IO.Compression;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Providers.Local.Http;

namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpResponseTests : IAsyncDisposable
{
    private const string Above400 =
        "This HTTP call returned a response with a HTTP status code above 400. This may indicate some error and not what you expected. "
        + "Please have a look at the logs.";

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

    [Fact(Timeout = 30_000)]
    public async Task The_output_is_status_headers_and_body()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync(
                "HTTP/1.1 201 Created\r\nx-Custom: a\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
            );
        });

        (await _world.AskAsync(server.Address))
            .Line()
            .ShouldBe(
                """succeeded {"status": 201, "headers": {"x-Custom": "a", "Set-Cookie": "a=b, c=d", "Content-Type": "text/plain", "Content-Length": "2"}, "body": "hi"}"""
            );
    }

    [Theory(Timeout = 30_000)]
    [InlineData("application/json", "{\"b\": [1.10, true]}", "{\"b\": [1.10, true]}")]
    [InlineData("application/json", "\uFEFF[1]", "[1]")]
    [InlineData("application/json", "\"text\"", "\"text\"")]
    [InlineData("application/json", "", "\"\"")]
    [InlineData("application/json; charset=utf-8", "{}", "\"{}\"")]
    [InlineData("Application/JSON", "{}", "\"{}\"")]
    [InlineData("text/json", "{}", "\"{}\"")]
    [InlineData("application/problem+json", "{}", "\"{}\"")]
    [InlineData(null, "{}", "\"{}\"")]
    public async Task A_body_is_parsed_only_where_its_type_is_exactly_JSON(string? type, string body, string expected)
    {
        _site = await FakeSite.SayingAsync(body, type);

        (await _world.AskAsync(_site.Address)).Output("body")!.ToString().ShouldBe(expected);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_that_calls_itself_JSON_and_is_not_crashes()
    {
        _site = await FakeSite.SayingAsync("<html>", "application/json");

        (await _world.AskAsync(_site.Address))
            .Line()
            .ShouldBe(
                $"crashed: the answer of {_site.Address} calls itself 'application/json', and is not: '<' is an invalid start of a value. (1:1)"
            );
    }

    [Theory(Timeout = 30_000)]
    [InlineData("text/plain; charset=utf-8", "c3a9", "é")]
    [InlineData("text/plain; charset=\"utf-8\"", "c3a9", "é")]
    [InlineData("text/plain; charset=iso-8859-1", "c3a9", "Ã©")]
    [InlineData("text/plain; charset=UTF-16LE", "e900", "é")]
    [InlineData("text/plain; charset=nonsense", "c3a9", "é")]
    [InlineData("text/plain; charset=utf-7", "c3a9", "é")]
    [InlineData("text/plain", "c3a9", "é")]
    [InlineData("text/plain", "e9", "é")]
    [InlineData("application/octet-stream", "f09f9880", "😀")]
    [InlineData(null, "ff", "ÿ")]
    public async Task Weakness_27_a_text_is_in_the_named_set_or_UTF_8_or_Latin_1(string? type, string hex, string expected)
    {
        _site = await FakeSite.SayingAsync(Convert.FromHexString(hex), type);

        (await _world.AskAsync(_site.Address)).Output("body").ShouldBeOfType<DataString>().Value.ShouldBe(expected);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_is_unpacked_and_its_headers_stay(string encoding)
    {
        var packed = Pack("{\"a\": 1}", encoding);
        _site = await FakeSite.SayingAsync(packed, "application/json", 200, ("Content-Encoding", encoding));

        var outcome = await _world.AskAsync(_site.Address);

        var headers = (DataObject)outcome.Output("headers")!;
        (outcome.Output("body")!.ToString(), headers.Text("Content-Encoding"), headers.Text("Content-Length")).ShouldBe(
            ("{\"a\": 1}", encoding, $"{packed.Length}")
        );
    }

    [Theory(Timeout = 30_000)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_that_is_broken_crashes(string encoding)
    {
        _site = await FakeSite.SayingAsync("this is not compressed", "text/plain", 200, ("Content-Encoding", encoding));

        (await _world.AskAsync(_site.Address)).Line().ShouldStartWith($"crashed: the body of {_site.Address} can't be decompressed: ");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_head_has_the_headers_and_no_body(string encoding)
    {
        _site = await FakeSite.SayingAsync("ignored", "application/json", 200, ("Content-Encoding", encoding));

        var outcome = await _world.AskAsync(_site.Address, """ "method": "HEAD" """);

        (outcome.Output("body")!.ToString(), ((DataObject)outcome.Output("headers")!).Text("Content-Length")).ShouldBe(("\"\"", "7"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_body_at_the_bound_is_whole()
    {
        _site = await FakeSite.SayingAsync(new string('x', HttpResponseReader.MostBytes), "text/plain");

        var outcome = await _world.AskAsync(_site.Address);

        (((DataString)outcome.Output("body")!).Value.Length, outcome.Warnings.Length).ShouldBe((HttpResponseReader.MostBytes, 0));
    }

    [Fact(Timeout = 60_000)]
    public async Task Weakness_27_a_body_beyond_the_bound_is_cut_and_says_so()
    {
        _site = await FakeSite.SayingAsync("[\"" + new string('x', HttpResponseReader.MostBytes), "application/json");

        var outcome = await _world.AskAsync(_site.Address);

        (((DataString)outcome.Output("body")!).Value.Length, outcome.Warnings.Single()).ShouldBe(
            (HttpResponseReader.MostBytes, "The body was cut after 16777216 bytes.")
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_body_that_is_cut_within_a_character_is_still_UTF_8()
    {
        _site = await FakeSite.SayingAsync("x" + new string('é', HttpResponseReader.MostBytes / 2), "text/plain");

        ((DataString)(await _world.AskAsync(_site.Address)).Output("body")!).Value[^2..].ShouldBe("éé");
    }

    [Theory(Timeout = 30_000)]
    [InlineData(204, null, null)]
    [InlineData(399, null, null)]
    [InlineData(400, Above400, "its HTTP call was answered with status 400.")]
    [InlineData(404, Above400, "its HTTP call was answered with status 404.")]
    [InlineData(599, Above400, "its HTTP call was answered with status 599.")]
    public async Task A_status_from_400_warns_and_proves_nothing(int status, string? warning, string? unproven)
    {
        _site = await FakeSite.SayingAsync("", status: status);

        var outcome = await _world.AskAsync(_site.Address);

        (outcome.Warnings.SingleOrDefault(), outcome.Unproven()).ShouldBe((warning, unproven));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tolerance_says_which_status_is_fine()
    {
        _site = await FakeSite.SayingAsync("", status: 500);

        var outcome = await _world.AskAsync(_site.Address, hasTolerance: true);

        (outcome.Warnings.Length, outcome.Unproven()).ShouldBe((0, null));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("200", null)]
    [InlineData("200.0", null)]
    [InlineData("\"201\"", null)]
    [InlineData("201", "'ask' expects status 201, and the answer's is 200.")]
    public async Task Another_status_than_the_expected_warns(string expected, string? warning)
    {
        _site = await FakeSite.SayingAsync("");

        (await _world.AskAsync(_site.Address, $""" "expected_status": {expected}""")).Warnings.SingleOrDefault().ShouldBe(warning);
    }

    private static byte[] Pack(string text, string encoding)
    {
        var copy = new MemoryStream();
        using (
            Stream stream = encoding switch
            {
                "deflate" => new ZLibStream(copy, CompressionLevel.Fastest),
                "br" => new BrotliStream(copy, CompressionLevel.Fastest),
                _ => new GZipStream(copy, CompressionLevel.Fastest),
            }
        )
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return copy.ToArray();
    }
}
