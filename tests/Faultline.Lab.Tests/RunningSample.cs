namespace Faultline.Lab.Tests;

/// <summary>A service of a sample, in this process, on a free port.</summary>
internal sealed class RunningSample(Task<int> service, LineLog log, CancellationTokenSource stop)
{
    public string Port { get; private set; } = "";

    public static async Task<RunningSample> StartAsync(
        Func<TextWriter, CancellationToken, Task<int>> run,
        Dictionary<string, string> environment
    )
    {
        var stop = new CancellationTokenSource();
        var log = new LineLog();
        environment["PORT"] = "0";
        var service = Task.Run(() => run(log, stop.Token), CancellationToken.None);
        var running = new RunningSample(service, log, stop);
        await running.LoggedAsync("Running on ");
        running.Port = log.Text().Split('\n')[0].Split(':')[^1];
        return running;
    }

    public string Log() => log.Text();

    public int Count(string text) => log.Text().Split(text).Length - 1;

    public Task LoggedAsync(string text) => log.WaitForAsync(text).WaitAsync(TestContext.Current.CancellationToken);

    public async Task<int> StopAsync()
    {
        await stop.CancelAsync();
        return await service;
    }
}
