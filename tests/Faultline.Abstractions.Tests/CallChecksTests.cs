using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Tests;

public sealed class CallChecksTests
{
    // Every row is what CPython's bool() says.
    [Theory]
    [InlineData("null", true)]
    [InlineData("false", true)]
    [InlineData("0", true)]
    [InlineData("-0.0", true)]
    [InlineData("0e5", true)]
    [InlineData("\"\"", true)]
    [InlineData("[]", true)]
    [InlineData("{}", true)]
    [InlineData("true", false)]
    [InlineData("1", false)]
    [InlineData("0.1", false)]
    [InlineData("\"0\"", false)]
    [InlineData("\" \"", false)]
    [InlineData("[null]", false)]
    [InlineData("{\"\": null}", false)]
    public void A_value_is_false_where_Python_takes_it_for_false(string json, bool expected) =>
        CallChecks.IsFalsy(JsonText.Parse(json)).ShouldBe(expected);

    [Fact]
    public void An_absent_value_is_false() => CallChecks.IsFalsy(null).ShouldBeTrue();

    [Fact]
    public void A_key_that_nobody_reads_is_a_warning_at_its_value()
    {
        var provider = (DataObject)JsonText.Parse("""{"type": "http", "url": "x", "timeot": 5}""");

        var problem = CallChecks.UnknownKeys(provider, ["type", "url", "timeout"]).Single();

        (problem.Severity, problem.Message, problem.Remedy, problem.Where!.Position.ToString()).ShouldBe(
            (CallProblemSeverity.Warning, "'timeot' is not a key of a http provider and has no effect", "Did you mean 'timeout'?", "1:40")
        );
    }

    [Fact]
    public void A_key_that_is_there_already_is_no_suggestion()
    {
        var provider = (DataObject)JsonText.Parse("""{"type": "http", "url": "x", "urls": "y"}""");

        CallChecks.UnknownKeys(provider, ["type", "url"]).Single().Remedy.ShouldBeNull();
    }
}
