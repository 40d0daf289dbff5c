namespace Faultline.Samples.Services.Shop;

/// <summary>Somebody who wants to see the shop's page, and has so much patience.</summary>
internal static class Customer
{
    /// <summary>Asks for the page, and writes it or why it did not come.</summary>
    /// <returns>0 with the page, 1 without, 2 for a variable that makes no sense.</returns>
    public static async Task<int> AskAsync(
        IReadOnlyDictionary<string, string> environment,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    )
    {
        try
        {
            var url = ServiceVariables.Url(environment, "SHOP_URL", "http://127.0.0.1:8080/");
            using var client = new ServiceClient(ServiceVariables.Duration(environment, "PATIENCE"), time);
            await output.WriteLineAsync(Printable.Line(await client.GetAsync(url, stop)));
            return 0;
        }
        catch (FormatException e)
        {
            await output.WriteLineAsync(e.Message);
            return 2;
        }
        catch (ServiceException e)
        {
            await output.WriteLineAsync($"No page: {Printable.Line(e.Message)}.");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 1;
        }
    }
}
