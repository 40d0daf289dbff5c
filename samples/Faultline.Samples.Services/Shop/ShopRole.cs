using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Services.Shop;

/// <summary>
/// The page that customers see: how many articles there are, and whether their prices are fresh. <c>/health</c> says how many
/// requests wait for prices.
/// </summary>
internal sealed class ShopRole(ShopOptions options, TextWriter log, TimeProvider time) : ISampleRole
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly ServiceClient _client = new(options.Timeout, time);
    private int _waiting;
    private Dictionary<string, string>? _last;

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context, CancellationToken cancellationToken) =>
        context.Request.Path.Value switch
        {
            "/" => PageAsync(context, cancellationToken),
            "/health" => Answers.TextAsync(context, StatusCodes.Status200OK, Health(), cancellationToken),
            _ => Answers.TextAsync(context, StatusCodes.Status404NotFound, "Not found", cancellationToken),
        };

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private string Health() => string.Create(CultureInfo.InvariantCulture, $$"""{"waiting": {{Volatile.Read(ref _waiting)}}}""");

    private async Task PageAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var prices = await PricesAsync(cancellationToken);
        var (status, page) = (prices ?? _last, prices is not null) switch
        {
            ({ } known, var isFresh) => (StatusCodes.Status200OK, Page(known.Count, isFresh)),
            _ => (StatusCodes.Status503ServiceUnavailable, "No prices yet"),
        };
        await Answers.TextAsync(context, status, page, cancellationToken);
    }

    private static string Page(int articles, bool isFresh) =>
        string.Create(CultureInfo.InvariantCulture, $"{articles} articles, {(isFresh ? "fresh prices" : "prices from the cache")}");

    // Null where the service failed, however often it was asked.
    private async Task<Dictionary<string, string>?> PricesAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            for (var left = options.Retries; ; left--)
            {
                try
                {
                    var answer = await _client.GetAsync(options.PricesUrl, cancellationToken);
                    return _last = JsonSerializer.Deserialize(answer, ShopJson.Default.DictionaryStringString);
                }
                catch (Exception e) when (e is ServiceException or JsonException)
                {
                    await log.WriteLineAsync($"prices: {Printable.Line(e.Message)}");
                    if (left == 0)
                    {
                        return null;
                    }
                }

                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
