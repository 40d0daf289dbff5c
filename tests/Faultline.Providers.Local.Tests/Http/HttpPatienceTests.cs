using Faultline.Abstractions.Activities;
using Faultline.Providers.Local.Http;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpPatienceTests : IDisposable
{
    private const string TooLong = "failed: activity took too long to complete";

    private readonly ManualClock _clock = new();
    private readonly HttpWorld _world;

    public HttpPatienceTests() => _world = new HttpWorld(_clock);

    public void Dispose() => _world.Dispose();

    [Theory(Timeout = 30_000)]
    [InlineData("3")]
    [InlineData("[60, 3]")]
    [InlineData("[null, 3]")]
    public async Task A_server_that_never_answers_is_given_up_after_the_timeout(string timeout)
    {
        var (server, asked) = Silent();
        await using var _ = server;
        var asking = _world.AskAsync(server.Address, $""" "timeout": {timeout}""");
        await asked;

        _clock.Advance(TimeSpan.FromSeconds(2.9));
        var before = asking.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        (before, (await asking).Line()).ShouldBe((false, TooLong));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scalar_timeout_is_not_the_sum_of_connecting_and_reading()
    {
        var (server, asked) = Silent();
        await using var _ = server;
        using var world = new HttpWorld();
        var before = TimeProvider.System.GetTimestamp();

        var outcome = await world.AskAsync(server.Address, """ "timeout": 2""");

        var took = TimeProvider.System.GetElapsedTime(before);
        (outcome.Line(), took.TotalSeconds is >= 1.9 and < 3.9).ShouldBe((TooLong, true), $"{took}");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_server_that_stalls_within_the_body_is_given_up()
    {
        var more = new TaskCompletionSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await more.Task;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        });
        var asking = _world.AskAsync(server.Address, """ "timeout": 3""");
        await Some.Until(() => server.Connections == 1 && _clock.UntilNext == TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(1));
        more.SetResult();
        await Some.Until(() => _clock.UntilNext == TimeSpan.FromSeconds(3));

        _clock.Advance(TimeSpan.FromSeconds(3));

        (await asking).Line().ShouldBe(TooLong);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_server_that_keeps_sending_has_all_the_time_it_needs()
    {
        var next = new SemaphoreSlim(0);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
            for (var i = 0; i < 8; i++)
            {
                await next.WaitAsync(TestContext.Current.CancellationToken);
                await connection.WriteAsync("x");
            }
        });
        var asking = _world.AskAsync(server.Address, """ "timeout": 3""");
        await Some.Until(() => server.Connections == 1 && _clock.UntilNext == TimeSpan.FromSeconds(3));

        for (var i = 0; i < 8; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            next.Release();
            await Some.Until(() => asking.IsCompleted || _clock.UntilNext == TimeSpan.FromSeconds(3));
        }

        (await asking).Output("body")!.ToString().ShouldBe("\"xxxxxxxx\"");
    }

    [Fact(Timeout = 30_000)]
    public async Task Every_redirect_begins_the_wait_anew()
    {
        var next = new SemaphoreSlim(0);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await next.WaitAsync(TestContext.Current.CancellationToken);
            await connection.WriteAsync(
                connection.Number < 4
                    ? "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            );
        });
        var asking = _world.AskAsync(server.Address, """ "timeout": 3""");

        for (var i = 1; i <= 4; i++)
        {
            await Some.Until(() => server.Connections == i && _clock.UntilNext == TimeSpan.FromSeconds(3));
            _clock.Advance(TimeSpan.FromSeconds(2));
            next.Release();
        }

        (await asking).Output("status")!.ToString().ShouldBe("200");
    }

    [Fact(Timeout = 30_000)]
    public async Task Without_a_timeout_it_waits()
    {
        var (server, asked) = Silent();
        await using var _ = server;
        using var stop = new CancellationTokenSource();
        var asking = _world.AskAsync(server.Address, stop: stop.Token);
        await asked;

        _clock.Advance(TimeSpan.FromDays(10));
        var waits = !asking.IsCompleted;
        await stop.CancelAsync();

        (waits, (await asking).Line()).ShouldBe((true, "stopped"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData(""" "timeout": 60, "max_retries": 3""")]
    public async Task Being_stopped_ends_the_wait(string more)
    {
        var (server, asked) = Silent();
        await using var _ = server;
        using var stop = new CancellationTokenSource();
        var asking = _world.AskAsync(server.Address, more, stop.Token);
        await asked;

        await stop.CancelAsync();

        (await asking).ShouldBeOfType<ActivityOutcome.Stopped>();
    }

    [Fact]
    public void A_timer_that_fires_while_it_is_disposed_of_does_no_harm()
    {
        var late = new LateTimers();
        new ReadPatience(TimeSpan.FromSeconds(1), late).Dispose();

        Should.NotThrow(late.Fire!);
    }

    private static (RawServer Server, Task Asked) Silent()
    {
        var asked = new TaskCompletionSource();
        var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        });
        return (server, asked.Task);
    }

    /// <summary>Timers that nothing stops.</summary>
    private sealed class LateTimers : TimeProvider
    {
        public Action? Fire { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fire = () => callback(state);
            return System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
