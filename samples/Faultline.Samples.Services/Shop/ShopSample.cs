namespace Faultline.Samples.Services.Shop;

/// <summary>
/// A shop that asks another service for its prices.
/// <code>
/// customer ──> shop ──> prices
/// </code>
/// The weakness: the shop knows the last prices and would sell at them should the service fail, but a service that is slow does not
/// fail. Without a time limit (PRICES_TIMEOUT) the shop waits as long as it takes, and so do its customers.
/// </summary>
public static class ShopSample
{
    /// <summary>The names that <see cref="RunAsync"/> knows.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["shop", "prices", "customer"];

    /// <summary>
    /// Runs one service until <paramref name="stop"/> is cancelled, which ends it at once, whatever its requests wait for; or a customer,
    /// who asks for the page once and writes it to <paramref name="output"/>.
    /// </summary>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="environment">
    /// POD_IP (default 127.0.0.1) and PORT (default 8080; 0 takes a free one) say where to listen. The shop also reads PRICES_URL,
    /// PRICES_TIMEOUT (such as 1s or 500ms; default none) and PRICES_RETRIES (how often a failed call is tried again; default 0); the
    /// customer only SHOP_URL and PATIENCE (such as 2s; default none).
    /// </param>
    /// <param name="output">Takes the log: the start line, then a line per request or failed call.</param>
    /// <param name="time">The clock of timeouts and retries.</param>
    /// <param name="stop">Ends the service.</param>
    /// <returns>0 after a stop, or with the page; 1 where it can't listen, or the page did not come; 2 for an unknown role or a variable that makes no sense.</returns>
    public static Task<int> RunAsync(
        string role,
        IReadOnlyDictionary<string, string> environment,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    ) =>
        role == "customer"
            ? Customer.AskAsync(environment, output, time, stop)
            : SampleServer.RunAsync(
                role,
                Roles,
                log => role == "prices" ? new PricesRole(log) : new ShopRole(ShopOptions.Read(environment), log, time),
                environment,
                output,
                time,
                stop
            );
}
