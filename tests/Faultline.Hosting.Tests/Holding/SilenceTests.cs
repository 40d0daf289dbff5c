using Faultline.Hosting.Holding;
using Faultline.TestKit;

namespace Faultline.Hosting.Tests.Holding;

/// <summary>When somebody counts as dead who says nothing.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Whoever_speaks_is_never_silent_for_too_long()
    {
        var silence = new Silence(_clock, TimeSpan.FromSeconds(5), Step);
        for (var i = 0; i < 100; i++)
        {
            silence.Heard();
            _clock.Advance(Step);
            silence.IsTooLong().ShouldBeFalse();
        }
    }

    [Fact]
    public void Whoever_says_nothing_is_silent_for_too_long_at_the_limit()
    {
        var silence = new Silence(_clock, TimeSpan.FromSeconds(5), Step);

        Steps(silence, 9).ShouldBeFalse();
        Steps(silence, 1).ShouldBeTrue();
    }

    [Fact]
    public void A_word_in_time_begins_the_silence_anew()
    {
        var silence = new Silence(_clock, TimeSpan.FromSeconds(5), Step);

        Steps(silence, 9);
        silence.Heard();
        Steps(silence, 10).ShouldBeFalse();
        Steps(silence, 1).ShouldBeTrue();
    }

    [Fact]
    public void Time_in_which_the_listener_itself_was_stopped_is_not_held_against_the_other()
    {
        var silence = new Silence(_clock, TimeSpan.FromSeconds(5), Step);

        _clock.Advance(TimeSpan.FromHours(1));
        silence.IsTooLong().ShouldBeFalse();
        Steps(silence, 7).ShouldBeFalse();
        Steps(silence, 1).ShouldBeTrue();
    }

    private bool Steps(Silence silence, int count)
    {
        var answer = false;
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(Step);
            answer = silence.IsTooLong();
        }

        return answer;
    }
}
