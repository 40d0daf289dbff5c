using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Services.Greeting;

/// <summary>The page that people see: asks the greeter, then the name service, and puts both words together.</summary>
internal sealed class WebappRole : ISampleRole
{
    private readonly WebappOptions _options;
    private readonly TextWriter _log;
    private readonly ServiceClient _client;
    private readonly Upstream _greeter;
    private readonly Upstream _name;

    public WebappRole(WebappOptions options, TextWriter log, TimeProvider time)
    {
        _options = options;
        _log = log;
        _client = new ServiceClient(options.Timeout, time);
        _greeter = new Upstream(options.GreeterUrl, "Hello (fallback)", options, _client, time);
        _name = new Upstream(options.NameUrl, "friend (fallback)", options, _client, time);
    }

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Path != "/")
        {
            await Answers.TextAsync(context, StatusCodes.Status404NotFound, "Not found", cancellationToken);
            return;
        }

        try
        {
            var greeting = await WordAsync("greeter", _greeter, Query(context, "greet"), cancellationToken);
            var name = await WordAsync("name", _name, Query(context, "id"), cancellationToken);
            await Answers.TextAsync(context, StatusCodes.Status200OK, $"{greeting} {name}", cancellationToken);
        }
        catch (ServiceException) when (_options.Failure == UpstreamFailure.Error)
        {
            await Answers.TextAsync(context, StatusCodes.Status500InternalServerError, "Internal Server Error", cancellationToken);
        }
        catch (ServiceException)
        {
            // The weakness that the experiment is there to find: nobody tells the caller.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<string> WordAsync(string name, Upstream upstream, string query, CancellationToken cancellationToken)
    {
        await _log.WriteLineAsync($"{name}: {upstream.Url(query)}");
        try
        {
            return await upstream.AskAsync(query, cancellationToken) ?? upstream.Fallback;
        }
        catch (ServiceException e)
        {
            await _log.WriteLineAsync($"problem with request: {Printable.Line(e.Message)}");
            if (_options.Failure == UpstreamFailure.Fallback)
            {
                return upstream.Fallback;
            }

            throw;
        }
    }

    // A value that is missing is forwarded as the text that JavaScript makes of it.
    private static string Query(HttpContext context, string key) =>
        $"?{key}={Uri.EscapeDataString(context.Request.Query.TryGetValue(key, out var values) ? values.ToString() : "undefined")}";
}
