using Faultline.Engine.Journals;

namespace Faultline.Engine.Tests.Journals;

public sealed class JournalTimeTests
{
    [Theory]
    [InlineData(0, "2026-11-20T22:00:30+00:00")]
    [InlineData(1, "2026-11-20T22:00:30.000001+00:00")]
    [InlineData(500_000, "2026-11-20T22:00:30.500000+00:00")]
    [InlineData(864_459, "2026-11-20T22:00:30.864459+00:00")]
    public void A_time_has_microseconds_unless_they_are_none(int microseconds, string text)
    {
        var at = new DateTimeOffset(2026, 11, 20, 22, 0, 30, TimeSpan.Zero).AddMicroseconds(microseconds);

        JournalTime.Write(at).ShouldBe(text);
        JournalTime.Read(text).ShouldBe(at);
    }

    [Fact]
    public void A_time_is_written_in_UTC() =>
        JournalTime.Write(new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(2))).ShouldBe("2025-12-31T23:00:00+00:00");

    [Fact]
    public void What_is_less_than_a_microsecond_is_left_out() =>
        JournalTime.Write(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(9)).ShouldBe("2026-01-01T00:00:00+00:00");

    [Fact]
    public void A_text_that_is_no_time_is_refused() => Should.Throw<FormatException>(() => JournalTime.Read("yesterday"));
}
