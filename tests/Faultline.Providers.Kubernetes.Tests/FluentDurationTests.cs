using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Tests;

public sealed class FluentDurationTests
{
    [Theory]
    [InlineData("20s", 20)]
    [InlineData("20 s", 20)]
    [InlineData("10 minutes", 600)]
    [InlineData("1h30m", 5400)]
    [InlineData("1 hour and 30 minutes", 5400)]
    [InlineData("1 hour, 5 mins", 3900)]
    [InlineData("2 days", 172_800)]
    [InlineData("1 Week", 604_800)]
    [InlineData("1.5 minutes", 90)]
    [InlineData("2 minutes ago", 120)]
    [InlineData("1500ms", 1)]
    [InlineData("45", 45)]
    [InlineData("45.9", 45)]
    [InlineData("0", 0)]
    [InlineData("", 0)]
    [InlineData("  ", 0)]
    public void A_text_is_whole_seconds(string text, long seconds)
    {
        FluentDuration.TryRead(text, out var duration).ShouldBeTrue();

        duration!.Seconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-20s")]
    [InlineData("-5")]
    [InlineData("20 parsecs")]
    [InlineData("s")]
    [InlineData("10s minutes")]
    [InlineData("99999999999 days")]
    [InlineData("1e3")]
    public void Anything_else_is_none(string text) => FluentDuration.TryRead(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("90", true)]
    [InlineData("1.9", true)]
    [InlineData("-1", false)]
    [InlineData("NaN", false)]
    public void A_number_is_seconds(string number, bool good) => FluentDuration.TryRead(new DataNumber(number), out _).ShouldBe(good);
}
