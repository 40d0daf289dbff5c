using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Http;

/// <summary>The request that an activity describes; it can be sent any number of times.</summary>
internal sealed record HttpRequestTemplate
{
    private const string Json = "application/json";

    public required Uri Address { get; init; }

    public required HttpMethod Method { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    public string? Body { get; init; }

    public string? BodyType { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TimeSpan? ReadTimeout { get; init; }

    public bool VerifyTls { get; init; } = true;

    public int MaxRetries { get; init; }

    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    /// <summary>A timeout as it is written: seconds, or a pair of seconds for connecting and for each read.</summary>
    public static bool TryTimeouts(DataNode? timeout, out TimeSpan? connect, out TimeSpan? read)
    {
        (connect, read) = (null, null);
        switch (timeout)
        {
            case null or DataNull:
                return true;
            case DataNumber number:
                connect = read = Seconds(number);
                return read is not null;
            case DataArray { Items: [var first, var second] }:
                (connect, read) = (Seconds(first), Seconds(second));
                return (first is DataNull || connect is not null) && (second is DataNull || read is not null);
            default:
                return false;
        }
    }

    /// <summary>The template, or what makes it impossible to send.</summary>
    public static (HttpRequestTemplate? Template, string? Problem) Read(DataObject provider)
    {
        var url = PythonText.Str(provider["url"] ?? DataNull.Instance);
        if (!IsAddress(url))
        {
            return (null, $"'{url}' is not an address with http or https");
        }

        if (!TryTimeouts(provider["timeout"], out var connect, out var read))
        {
            return (null, $"a timeout is a number of seconds or a pair of them, and this is {provider["timeout"]!.Kind}");
        }

        var headers = (provider["headers"] as DataObject ?? DataObject.Empty)
            .Members.Where(header => header.Value is not DataNull)
            .ToList();
        if (headers.Select(HeaderProblem).FirstOrDefault(found => found is not null) is { } problem)
        {
            return (null, problem);
        }

        var method = (provider["method"] is { } verb ? PythonText.Str(verb) : "GET").ToUpperInvariant();
        if (!IsToken(method))
        {
            return (null, $"'{method}' is not an HTTP method");
        }

        var arguments = provider["arguments"];
        var isJson = headers.Any(header => header is { Key: "Content-Type", Value: DataString { Value: Json } });
        var (body, type) = method == "GET" ? (null, null) : BodyOf(arguments, isJson);
        return (
            new HttpRequestTemplate
            {
                Address = method == "GET" ? WithQuery(url, arguments) : new Uri(url),
                Method = new HttpMethod(method),
                Headers = [.. headers.Select(header => (header.Key, ((DataString)header.Value).Value)), .. Credentials(new Uri(url))],
                Body = body,
                BodyType = type,
                ConnectTimeout = connect,
                ReadTimeout = read,
                VerifyTls = provider["verify_tls"] is not DataBoolean { Value: false },
                MaxRetries = provider["max_retries"] is DataNumber { IsInteger: true } retries ? (int)Math.Min(100, retries.ToDouble()) : 0,
            },
            null
        );
    }

    public HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(Method, Address);
        request.Options.Set(HttpConnections.ConnectTimeout, ConnectTimeout);
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        request.Headers.TryAddWithoutValidation("Connection", "keep-alive");
        request.Headers.TryAddWithoutValidation("User-Agent", "faultline");
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            if (BodyType is not null)
            {
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(BodyType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            HttpHeaders headers = request.Headers;
            if (IsAboutContent(name))
            {
                request.Content ??= new ByteArrayContent([]);
                headers = request.Content.Headers;
            }

            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string? HeaderProblem(DataMember header) =>
        header.Value is not DataString text ? $"the header '{header.Key}' must be a text, and is {header.Value.Kind}"
        : !IsToken(header.Key) ? $"'{header.Key}' is not the name of a header"
        : !IsLine(text.Value) ? $"the value of the header '{header.Key}' can't be sent: it is one line of Latin-1 characters"
        : null;

    // RFC 9110 §5.6.2.
    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static bool IsLine(string text) => text.All(c => c is not ('\r' or '\n' or '\0') and <= '\u00FF');

    // "https://name:password@host/" logs in, whatever the headers say.
    private static IEnumerable<(string Name, string Value)> Credentials(Uri address)
    {
        if (address.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            var pair = Encoding.Latin1.GetBytes(Uri.UnescapeDataString(address.UserInfo));
            yield return ("Authorization", "Basic " + Convert.ToBase64String(pair));
        }
    }

    // .NET keeps the headers that describe a body apart from the others (RFC 9110 §8).
    private static bool IsAboutContent(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Allow", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase);

    private static (string? Body, string? Type) BodyOf(DataNode? arguments, bool isJson) =>
        arguments switch
        {
            null or DataNull => (null, null),
            _ when isJson => (Ascii(JsonText.Write(arguments, indent: 0)), null),
            DataObject { Members.Length: 0 } => (null, null),
            DataString text => (text.Value, null),
            DataObject form => (Form(form), "application/x-www-form-urlencoded"),
            _ => (PythonText.Str(arguments), null),
        };

    private static Uri WithQuery(string url, DataNode? arguments)
    {
        var query = arguments switch
        {
            DataObject form => Form(form),
            DataString text => text.Value,
            _ => "",
        };
        if (query.Length == 0)
        {
            return new Uri(url);
        }

        var fragment = url.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? url[at..] : "";
        var bare = url[..^fragment.Length];
        var joint =
            !bare.Contains('?', StringComparison.Ordinal) ? "?"
            : bare.EndsWith('?') || bare.EndsWith('&') ? ""
            : "&";
        return new Uri(bare + joint + query + fragment);
    }

    // As the reference's client: lists repeat the key, null is dropped, of nested objects only the keys are sent.
    private static string Form(DataObject form) =>
        string.Join('&', form.Members.SelectMany(member => Values(member.Value).Select(value => $"{Escape(member.Key)}={Escape(value)}")));

    private static IEnumerable<string> Values(DataNode value) =>
        value switch
        {
            DataNull => [],
            DataArray list => list.Items.Where(item => item is not DataNull).SelectMany(Elements),
            _ => Elements(value),
        };

    private static IEnumerable<string> Elements(DataNode item) =>
        item switch
        {
            DataArray list => list.Items.Select(PythonText.Str),
            DataObject nested => nested.Members.Select(member => member.Key),
            _ => [PythonText.Str(item)],
        };

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    // The reference sends JSON in ASCII.
    private static string Ascii(string json)
    {
        var builder = new StringBuilder(json.Length);
        foreach (var c in json)
        {
            _ = c < 0x7f ? builder.Append(c) : builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return builder.ToString();
    }

    private static TimeSpan? Seconds(DataNode node) =>
        node is DataNumber number && number.ToDouble() is > 0 and < 1e6 and var seconds ? TimeSpan.FromSeconds(seconds) : null;
}
