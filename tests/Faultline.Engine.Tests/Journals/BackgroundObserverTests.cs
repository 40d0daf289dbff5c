using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Journals;

public sealed class BackgroundObserverTests
{
    private const int Patience = 60_000;
    private readonly ManualClock _clock = new();

    [Fact(Timeout = Patience)]
    public async Task Every_event_is_handed_on_in_order()
    {
        var seen = new List<long>();
        var observer = new BackgroundObserver(new Observer(e => seen.Add(e.Sequence)), _clock);

        for (var i = 1; i <= 1_000; i++)
        {
            observer.OnEvent(new MethodEnded { Sequence = i });
        }

        await observer.DrainAsync(TimeSpan.FromSeconds(1));
        seen.ShouldBe(Enumerable.Range(1, 1_000).Select(i => (long)i));
    }

    [Fact(Timeout = Patience)]
    public async Task An_observer_that_blocks_delays_neither_the_log_nor_the_end()
    {
        using var folder = new TemporaryFolder();
        using var held = new ManualResetEventSlim();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = new BackgroundObserver(
            new Observer(_ =>
            {
                reached.TrySetResult();
                held.Wait();
            }),
            _clock
        );
        using (var log = new EventLog(folder.Path, _clock, [observer]))
        {
            log.Append(SampleEvents.Start);
            await reached.Task;
            for (var i = 0; i < 100; i++)
            {
                log.Append(new MethodEnded());
            }
        }

        var drained = observer.DrainAsync(TimeSpan.FromSeconds(2));
        drained.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await drained;

        EventLog.Read(Path.Combine(folder.Path, EventLog.FileName)).Count().ShouldBe(101);
        held.Set();
    }

    [Theory(Timeout = Patience)]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(ObjectDisposedException))]
    public async Task An_observer_that_throws_gets_the_next_event_all_the_same(Type type)
    {
        var seen = new List<long>();
        var observer = new BackgroundObserver(
            new Observer(e =>
            {
                seen.Add(e.Sequence);
                throw (Exception)Activator.CreateInstance(type, "a bug")!;
            }),
            _clock
        );

        observer.OnEvent(new MethodEnded { Sequence = 1 });
        observer.OnEvent(new MethodEnded { Sequence = 2 });

        await observer.DrainAsync(TimeSpan.FromSeconds(1));
        seen.ShouldBe([1, 2]);
    }

    [Fact(Timeout = Patience)]
    public async Task Draining_twice_is_harmless()
    {
        var observer = new BackgroundObserver(new Observer(_ => { }), _clock);

        await observer.DrainAsync(TimeSpan.FromSeconds(1));
        observer.OnEvent(new MethodEnded());
        await observer.DrainAsync(TimeSpan.FromSeconds(1));
    }

    private sealed class Observer(Action<RunEvent> see) : IRunObserver
    {
        public void OnEvent(RunEvent happened) => see(happened);
    }
}
