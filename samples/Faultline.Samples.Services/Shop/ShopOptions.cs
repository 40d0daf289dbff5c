using System.Globalization;

namespace Faultline.Samples.Services.Shop;

/// <summary>What the shop was told by its environment.</summary>
/// <param name="PricesUrl">Where the prices are.</param>
/// <param name="Timeout">How long to wait for them; null waits for ever.</param>
/// <param name="Retries">How often a call that failed is made again.</param>
internal sealed record ShopOptions(string PricesUrl, TimeSpan? Timeout, int Retries)
{
    private const int MostRetries = 100;

    /// <summary>Reads the variables.</summary>
    /// <exception cref="FormatException">One of them makes no sense.</exception>
    public static ShopOptions Read(IReadOnlyDictionary<string, string> environment)
    {
        var url = ServiceVariables.Url(environment, "PRICES_URL", "http://127.0.0.1:8081/");
        var retries = environment.GetValueOrDefault("PRICES_RETRIES", "");
        return new ShopOptions(
            url,
            ServiceVariables.Duration(environment, "PRICES_TIMEOUT"),
            retries.Length == 0 ? 0
                : int.TryParse(retries, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostRetries ? count
                : throw new FormatException($"PRICES_RETRIES is '{retries}', which is not a number from 0 to {MostRetries}.")
        );
    }
}
