using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Cli.Rendering.Live;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Live;

public sealed class HeartbeatTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void A_run_that_says_nothing_for_half_a_minute_says_what_it_is_doing()
    {
        using var log = Open(out var terminal);
        using var view = new Heartbeat(new Silent(), log, terminal, eventsAreLines: false);
        view.OnEvent(Started());
        view.OnEvent(Waiting());

        _clock.Advance(TimeSpan.FromSeconds(31));

        _error.ToString().ShouldEndWith("INFO] Still running after 30 s: action 'wait' for 30 s\n");
    }

    [Fact]
    public void A_run_that_speaks_is_not_interrupted()
    {
        using var log = Open(out var terminal);
        using var view = new Heartbeat(new Silent(), log, terminal, eventsAreLines: false);
        view.OnEvent(Started());
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            log.Write(LogLevel.Info, "a line");
        }

        _error.ToString().ShouldNotContain("Still running");
    }

    private Log Open(out Terminal terminal)
    {
        terminal = new Terminal
        {
            Output = TextWriter.Null,
            Error = _error,
            Input = () => Stream.Null,
            Environment = new ProcessEnvironment(new Dictionary<string, string>()),
            Time = _clock,
            Random = new Random(7),
            IsInteractive = false,
        };
        return new Log(terminal, LogLevel.Info, isJson: false, file: null, LogLevel.Debug);
    }

    private RunStarted Started() =>
        new()
        {
            At = _clock.GetUtcNow(),
            RunId = "r",
            Source = "e",
            Title = "t",
            HypothesisStrategy = HypothesisStrategy.Default,
            RollbackStrategy = RollbackStrategy.Default,
            HasHypothesis = false,
            Rollbacks = 0,
            Version = "0",
            Node = "n",
            Platform = "p",
            Document = DataObject.Empty,
        };

    private ActivityStarted Waiting() =>
        new()
        {
            At = _clock.GetUtcNow(),
            Call = 1,
            Place = Place.Method,
            Kind = ActivityKind.Action,
            Name = "wait",
            Activity = DataObject.Empty,
        };

    private sealed class Silent : IRunObserver
    {
        public void OnEvent(RunEvent happened) { }
    }
}
