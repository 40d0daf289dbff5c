using System.Globalization;
using Faultline.Engine.Planning.Policies;

namespace Faultline.Engine.Tests.Planning.Policies;

public sealed class TimeWindowTests
{
    private static readonly DayOfWeek[] Weekdays =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
    ];

    // Berlin is one hour ahead of UTC in winter and two in summer; the clocks change on 29 March and 25 October 2026.
    [Theory]
    [InlineData("2026-03-27T08:00:00Z", true)]
    [InlineData("2026-03-27T07:59:59Z", false)]
    [InlineData("2026-03-27T16:00:00Z", false)]
    [InlineData("2026-03-30T07:00:00Z", true)]
    [InlineData("2026-03-30T15:00:00Z", false)]
    [InlineData("2026-10-23T07:00:00Z", true)]
    [InlineData("2026-10-26T07:00:00Z", false)]
    [InlineData("2026-10-26T08:00:00Z", true)]
    [InlineData("2026-10-24T10:00:00Z", false)]
    [InlineData("2026-12-24T10:00:00Z", false)]
    [InlineData("2027-01-01T10:00:00Z", false)]
    [InlineData("2027-01-04T10:00:00Z", true)]
    public void Hours_are_those_of_the_zone_in_summer_and_in_winter(string moment, bool isInside)
    {
        var window = new TimeWindow
        {
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            Days = [.. Weekdays],
            From = new TimeOnly(9, 0),
            Until = new TimeOnly(17, 0),
            Except = [(new DateOnly(2026, 12, 24), new DateOnly(2027, 1, 1))],
        };

        (window.WhyNot(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)) is null).ShouldBe(isInside);
    }

    [Theory]
    [InlineData("2026-06-05T22:00:00Z", true)]
    [InlineData("2026-06-06T03:59:00Z", true)]
    [InlineData("2026-06-06T04:00:00Z", false)]
    [InlineData("2026-06-06T22:00:00Z", false)]
    [InlineData("2026-06-05T03:00:00Z", false)]
    public void A_window_over_midnight_belongs_to_the_day_on_which_it_begins(string moment, bool isInside)
    {
        // The fifth of June 2026 is a Friday.
        var window = new TimeWindow
        {
            Zone = TimeZoneInfo.Utc,
            Days = [DayOfWeek.Friday],
            From = new TimeOnly(22, 0),
            Until = new TimeOnly(4, 0),
        };

        (window.WhyNot(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)) is null).ShouldBe(isInside);
    }
}
