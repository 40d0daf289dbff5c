using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Samples.Services.Shop;

namespace Faultline.Lab.Tests;

/// <summary>The shop that asks for its prices: what its customers see while the prices service is there, slow or gone.</summary>
public sealed class ShopServiceTests
{
    private const string Fresh = "500 articles, fresh prices";
    private const string Cached = "500 articles, prices from the cache";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task The_shop_shows_fresh_prices()
    {
        await using var shop = await Shop.StartAsync();

        (await shop.GetAsync("/")).ShouldBe((HttpStatusCode.OK, Fresh));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_prices_service_that_is_gone_leaves_the_last_prices()
    {
        await using var shop = await Shop.StartAsync();
        await shop.GetAsync("/");
        await shop.Prices.StopAsync();

        (await shop.GetAsync("/")).ShouldBe((HttpStatusCode.OK, Cached));
    }

    [Fact(Timeout = 20_000)]
    public async Task Prices_that_were_never_known_are_not_shown()
    {
        await using var shop = await Shop.StartAsync();
        await shop.Prices.StopAsync();

        (await shop.GetAsync("/")).ShouldBe((HttpStatusCode.ServiceUnavailable, "No prices yet"));
    }

    [Fact(Timeout = 20_000)]
    public async Task Without_a_time_limit_customers_wait_for_a_silent_prices_service()
    {
        using var silent = new Silence();
        await using var shop = await Shop.StartAsync(("PRICES_URL", silent.Url));

        var page = shop.GetAsync("/");
        using var asked = await silent.AcceptAsync(Cancelled);

        (page.IsCompleted, (await shop.GetAsync("/health")).Body).ShouldBe((false, """{"waiting": 1}"""));
        silent.Dispose();
        asked.Close();
        await page;
        (await shop.GetAsync("/health")).Body.ShouldBe("""{"waiting": 0}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_time_limit_ends_the_wait()
    {
        using var silent = new Silence();
        await using var shop = await Shop.StartAsync(("PRICES_URL", silent.Url), ("PRICES_TIMEOUT", "150ms"));

        (await shop.GetAsync("/")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        shop.Front.Log().ShouldContain("prices: no answer within 0.15 s\n");
    }

    [Fact(Timeout = 20_000)]
    public async Task An_answer_that_is_cut_off_is_none()
    {
        using var silent = new Silence();
        await using var shop = await Shop.StartAsync(("PRICES_URL", silent.Url));

        var page = shop.GetAsync("/");
        using (var asked = await silent.AcceptAsync(Cancelled))
        {
            await asked.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"article-001\""u8.ToArray(), Cancelled);
        }

        (await page).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_failed_is_made_again()
    {
        using var silent = new Silence();
        await using var shop = await Shop.StartAsync(("PRICES_URL", silent.Url), ("PRICES_RETRIES", "1"));

        var page = shop.GetAsync("/");
        using (var first = await silent.AcceptAsync(Cancelled))
        {
            // A connection that ends before any answer is one that the HTTP client itself makes again.
            await first.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), Cancelled);
        }

        using (var again = await silent.AcceptAsync(Cancelled))
        {
            await again
                .GetStream()
                .WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"tea\": \"3 EUR\"}\n"u8.ToArray(), Cancelled);
            (await page).ShouldBe((HttpStatusCode.OK, "1 articles, fresh prices"));
        }

        shop.Front.Count("prices: ").ShouldBe(1);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_customer_sees_the_page()
    {
        await using var shop = await Shop.StartAsync();

        (await CustomerAsync(("SHOP_URL", shop.Url))).ShouldBe((0, Fresh + "\n"));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_customer_has_only_so_much_patience()
    {
        using var silent = new Silence();

        (await CustomerAsync(("SHOP_URL", silent.Url), ("PATIENCE", "100ms"))).ShouldBe((1, "No page: no answer within 0.1 s.\n"));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("baker", "", "", "There is no role 'baker'; use one of shop, prices, customer.\n")]
    [InlineData("shop", "", "", "PRICES_URL is '', which is not a URL such as http://127.0.0.1:8081/.\n")]
    [InlineData("customer", "SHOP_URL", "ftp://x", "SHOP_URL is 'ftp://x', which is not a URL such as http://127.0.0.1:8080/.\n")]
    [InlineData("shop", "PRICES_TIMEOUT", "soon", "PRICES_TIMEOUT is 'soon', which is not a duration such as 1s or 500ms.\n")]
    [InlineData("shop", "PRICES_RETRIES", "-1", "PRICES_RETRIES is '-1', which is not a number from 0 to 100.\n")]
    public async Task What_makes_no_sense_is_told(string role, string variable, string value, string message)
    {
        var output = new StringWriter();
        var environment = new Dictionary<string, string> { [variable] = value };
        if (variable.Length > 0)
        {
            environment["PRICES_URL"] = "http://127.0.0.1:1/";
        }

        var code = await ShopSample.RunAsync(role, environment, output, TimeProvider.System, Cancelled);

        (code, output.ToString()).ShouldBe((2, message));
    }

    private static async Task<(int Code, string Output)> CustomerAsync(params (string Name, string Value)[] variables)
    {
        var output = new StringWriter { NewLine = "\n" };
        var environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        return (await ShopSample.RunAsync("customer", environment, output, TimeProvider.System, Cancelled), output.ToString());
    }

    /// <summary>A prices service that takes connections and says what the test says.</summary>
    private sealed class Silence : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Silence() => _listener.Start();

        public string Url => string.Create(CultureInfo.InvariantCulture, $"http://{_listener.LocalEndpoint}/");

        public ValueTask<TcpClient> AcceptAsync(CancellationToken cancellationToken) => _listener.AcceptTcpClientAsync(cancellationToken);

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Shop : IAsyncDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

        public required RunningSample Prices { get; init; }

        public required RunningSample Front { get; init; }

        public string Url => $"http://127.0.0.1:{Front.Port}/";

        public static async Task<Shop> StartAsync(params (string Name, string Value)[] variables)
        {
            var prices = await StartAsync("prices", []);
            var environment = new Dictionary<string, string> { ["PRICES_URL"] = $"http://127.0.0.1:{prices.Port}/" };
            foreach (var (name, value) in variables)
            {
                environment[name] = value;
            }

            return new Shop { Prices = prices, Front = await StartAsync("shop", environment) };
        }

        public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
        {
            using var response = await _client.GetAsync($"http://127.0.0.1:{Front.Port}{path}", Cancelled);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
        }

        public async ValueTask DisposeAsync()
        {
            await Front.StopAsync();
            await Prices.StopAsync();
            _client.Dispose();
        }

        private static Task<RunningSample> StartAsync(string role, Dictionary<string, string> environment) =>
            RunningSample.StartAsync((log, stop) => ShopSample.RunAsync(role, environment, log, TimeProvider.System, stop), environment);
    }
}
