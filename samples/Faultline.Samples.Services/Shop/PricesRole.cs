using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Services.Shop;

/// <summary>The prices of all articles as JSON, about 20 KB: more than a single packet holds, so that a slow or cut line is noticed.</summary>
internal sealed class PricesRole(TextWriter log) : ISampleRole
{
    private const int Articles = 500;

    private static readonly string Prices = JsonSerializer.Serialize(
        Enumerable
            .Range(1, Articles)
            .ToDictionary(
                article => string.Create(CultureInfo.InvariantCulture, $"article-{article:000}"),
                article => string.Create(CultureInfo.InvariantCulture, $"{article / 10}.{article % 10}0 EUR")
            ),
        ShopJson.Default.DictionaryStringString
    );

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await log.WriteLineAsync("prices: asked");
        await Answers.TextAsync(context, StatusCodes.Status200OK, Prices, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
