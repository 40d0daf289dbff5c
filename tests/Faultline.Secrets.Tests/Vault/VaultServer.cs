using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Secrets.Tests.Vault;

/// <summary>As much of Vault as the tests need, over its real protocol: logins, key-value stores, leases, tokens that end.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    public const string UserToken = "hvs.the-users-own-token";

    private readonly HttpListener _listener = new();
    private readonly TimeProvider _time;
    private readonly Task _serving;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new();
    private int _logins;

    public VaultServer(TimeProvider time)
    {
        _time = time;
        _tokens[UserToken] = DateTimeOffset.MaxValue;
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            probe.Stop();
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Address + "/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // Somebody else was faster.
            }
        }

        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What was asked for: method, path, and whose token.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers to give before all others, by the end of the path.</summary>
    public ConcurrentDictionary<string, Queue<(int Status, string Body)>> First { get; } = new();

    /// <summary>What stands where, as the whole answer.</summary>
    public ConcurrentDictionary<string, string> Store { get; } = new();

    /// <summary>How many seconds a token of a login lasts, and a renewal adds.</summary>
    public int TokenSeconds { get; set; } = 600;

    public bool IsRenewable { get; set; } = true;

    /// <summary>The texts of the bodies that were sent.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    public string Log => string.Join('\n', Requests);

    public async ValueTask DisposeAsync()
    {
        _listener.Abort();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed, or the client went away.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.RawUrl![4..];
        var token = context.Request.Headers["X-Vault-Token"];
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        Bodies.Enqueue(body);
        var ns = context.Request.Headers["X-Vault-Namespace"] is { } named ? $" in {named}" : "";
        Requests.Enqueue($"{context.Request.HttpMethod} {path} {Name(token)}{ns}".TrimEnd());
        var (status, text) =
            First.TryGetValue(path, out var first) && first.TryDequeue(out var given)
                ? given
                : Respond(context.Request.HttpMethod, path, token, body);
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private (int Status, string Body) Respond(string method, string path, string? token, string body)
    {
        var given = body.Length == 0 ? DataObject.Empty : (DataObject)JsonText.Parse(body);
        if (path.StartsWith("auth/", StringComparison.Ordinal) && path.EndsWith("/login", StringComparison.Ordinal))
        {
            var isRight =
                path == "auth/approle/login"
                    ? given.Text("role_id") == "role" && given.Text("secret_id") == "secret-of-the-role"
                    : given.Text("role") == "chaos" && given.Text("jwt") == "jwt-of-the-account";
            return isRight ? (200, LogIn()) : (400, "{\"errors\": [\"invalid role or secret ID\"]}");
        }

        if (token is null || !_tokens.TryGetValue(token, out var ends) || _time.GetUtcNow() >= ends)
        {
            return (403, "{\"errors\": [\"permission denied\"]}");
        }

        switch (path)
        {
            case "auth/token/renew-self":
                _tokens[token] = _time.GetUtcNow().AddSeconds(TokenSeconds);
                return (200, $"{{\"auth\": {{\"client_token\": \"{token}\", \"lease_duration\": {TokenSeconds}, \"renewable\": true}}}}");
            case "auth/token/revoke-self":
                _tokens.TryRemove(token, out _);
                return (204, "");
            case "auth/token/lookup-self":
                return (200, $"{{\"data\": {{\"ttl\": {TokenSeconds}, \"renewable\": true}}}}");
            case "sys/leases/renew":
                return (200, $"{{\"lease_id\": {given["lease_id"]}, \"lease_duration\": 60, \"renewable\": true}}");
            case "sys/leases/revoke":
                return (204, "");
            default:
                return method == "GET" && Store.TryGetValue(path, out var found) ? (200, found) : (404, "{\"errors\": []}");
        }
    }

    private string LogIn()
    {
        var token = $"hvs.token-of-login-{Interlocked.Increment(ref _logins)}";
        _tokens[token] = _time.GetUtcNow().AddSeconds(TokenSeconds);
        return $"{{\"auth\": {{\"client_token\": \"{token}\", \"lease_duration\": {TokenSeconds}, \"renewable\": {(IsRenewable ? "true" : "false")}, \"token_type\": \"service\"}}}}";
    }

    private static string Name(string? token) =>
        token is null ? ""
        : token == UserToken ? "by the user"
        : token.Replace("hvs.token-of-", "by ", StringComparison.Ordinal);
}
