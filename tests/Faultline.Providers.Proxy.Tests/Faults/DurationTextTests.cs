using Faultline.Providers.Proxy.Faults;

namespace Faultline.Providers.Proxy.Tests.Faults;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("1.5s", 1500)]
    [InlineData("1.5 s", 1500)]
    [InlineData("100us", 0.1)]
    [InlineData("100µs", 0.1)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void A_text_has_a_unit(string text, double milliseconds)
    {
        new DurationText().TryRead(text, out var time).ShouldBeTrue();

        time.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Fact]
    public void A_number_means_seconds()
    {
        new DurationText().TryRead(0.25, out var time).ShouldBeTrue();

        time.TotalMilliseconds.ShouldBe(250);
    }

    [Theory]
    [InlineData("200")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("1e9s")]
    [InlineData("")]
    public void Anything_else_is_none(string text) => new DurationText().TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void A_number_below_0_is_none() => new DurationText().TryRead(-1L, out _).ShouldBeFalse();
}
