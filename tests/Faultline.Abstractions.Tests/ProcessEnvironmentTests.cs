namespace Faultline.Abstractions.Tests;

public sealed class ProcessEnvironmentTests
{
    [Fact]
    public void It_is_what_this_process_was_started_with() =>
        ProcessEnvironment.OfThisProcess().Get("PATH").ShouldBe(Environment.GetEnvironmentVariable("PATH"));

    [Fact]
    public void Names_are_compared_letter_by_letter() =>
        new ProcessEnvironment(new Dictionary<string, string> { ["a"] = "1" }).Get("A").ShouldBeNull();

    [Fact]
    public void A_change_makes_a_copy()
    {
        var before = new ProcessEnvironment(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        var after = before.With([new("a", "3"), new("c", "4")]);

        (before.Get("a"), after.Get("a"), after.Get("b"), after.Get("c")).ShouldBe(("1", "3", "2", "4"));
    }
}
