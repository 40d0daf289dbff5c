using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Tests.Configuration;

/// <summary>Variables in texts: the reference's own answers (specification §8, recorded as case 110), and the corners around them.</summary>
public sealed class SubstitutionTests
{
    private static readonly Substitution Recorded = Of(
        "{\"s\": \"str\", \"i\": 8, \"f\": 1.0, \"b\": true, \"n\": null, \"d\": {\"k\": \"v\"}, \"l\": [1, \"two\"], "
            + "\"both\": \"from-config\", \"env\": \"${s}\", \"e1\": \"$$\"}",
        "{\"a\": {\"sec\": \"from-secret\", \"both\": \"from-secret\", \"twice\": 1}, \"z\": {\"twice\": 2, \"deep\": {\"x\": 1}}}"
    );

    [Theory]
    [InlineData("${s}", "\"str\"")]
    [InlineData("$s", "\"str\"")]
    [InlineData("${i}", "8")]
    [InlineData("$i", "\"8\"")]
    [InlineData("x${i}", "\"x8\"")]
    [InlineData("${i}${i}", "\"88\"")]
    [InlineData("$$", "\"$\"")]
    [InlineData("a$$b", "\"a$b\"")]
    [InlineData("${missing}", "\"${missing}\"")]
    [InlineData("x ${missing}", "\"x ${missing}\"")]
    [InlineData("${s-x}", "\"${s-x}\"")]
    [InlineData("${d.k}", "\"${d.k}\"")]
    [InlineData("$", "\"$\"")]
    [InlineData("${", "\"${\"")]
    [InlineData("${d}", "{\"k\": \"v\"}")]
    [InlineData("d=${d}", "\"d={'k': 'v'}\"")]
    [InlineData("${l}", "[1, \"two\"]")]
    [InlineData("l=${l}", "\"l=[1, 'two']\"")]
    [InlineData("${b}", "true")]
    [InlineData("b=${b}", "\"b=True\"")]
    [InlineData("${n}", "null")]
    [InlineData("n=${n}", "\"n=None\"")]
    [InlineData("${f}", "1.0")]
    [InlineData("f=${f}", "\"f=1.0\"")]
    [InlineData("${S}", "\"${S}\"")]
    [InlineData("${sec}", "\"from-secret\"")]
    [InlineData("${both}", "\"from-config\"")]
    [InlineData("${env}", "\"${s}\"")]
    [InlineData("${e1}", "\"$$\"")]
    public void A_text_is_replaced_as_the_reference_does(string text, string expected) => Applied(text).ShouldBe(expected);

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("no variable", "\"no variable\"")]
    [InlineData("$s$i", "\"str8\"")]
    [InlineData("$s.txt", "\"str.txt\"")]
    [InlineData("$sx", "\"$sx\"")]
    [InlineData("$$s", "\"$s\"")]
    [InlineData("$$$s", "\"$str\"")]
    [InlineData("$${s}", "\"${s}\"")]
    [InlineData("${s", "\"${s\"")]
    [InlineData("${s ", "\"${s \"")]
    [InlineData("${}", "\"${}\"")]
    [InlineData("$1", "\"$1\"")]
    [InlineData("$ s", "\"$ s\"")]
    [InlineData("s$", "\"s$\"")]
    [InlineData("${s}$", "\"str$\"")]
    [InlineData("${missing}${s}", "\"${missing}str\"")]
    [InlineData("${s}${missing", "\"str${missing\"")]
    [InlineData("$é", "\"$é\"")]
    [InlineData("$sé", "\"stré\"")]
    [InlineData("${s}\n", "\"str\\n\"")]
    [InlineData(" ${s}", "\" str\"")]
    [InlineData("${twice}", "1")]
    [InlineData("${deep}", "{\"x\": 1}")]
    [InlineData("${a}", "\"${a}\"")]
    [InlineData("${x}", "\"${x}\"")]
    public void A_text_in_the_corners_is_replaced_as_Python_does(string text, string expected) => Applied(text).ShouldBe(expected);

    [Fact]
    public void Values_are_replaced_at_any_depth_and_keys_never() =>
        Recorded
            .Apply(JsonText.Parse("{\"${s}\": \"${s}\", \"nested\": [\"${i}\", {\"z\": \"${l}\"}], \"n\": 5, \"b\": true, \"none\": null}"))
            .ToString()
            .ShouldBe("{\"${s}\": \"str\", \"nested\": [8, {\"z\": [1, \"two\"]}], \"n\": 5, \"b\": true, \"none\": null}");

    [Fact]
    public void The_first_group_that_has_a_name_counts() =>
        Of("{}", "{\"a\": 5, \"b\": {\"x\": null}, \"c\": {\"x\": 1}}").Apply("${x}").ShouldBeOfType<DataNull>();

    [Fact]
    public void A_text_without_variables_is_the_same_node()
    {
        var node = new DataString("plain", new SourcePosition(3, 4));

        Recorded.Apply(node).ShouldBeSameAs(node);
    }

    [Fact]
    public void A_replaced_text_keeps_its_place() =>
        Recorded.Apply(new DataString("x${i}", new SourcePosition(3, 4))).Position.ShouldBe(new SourcePosition(3, 4));

    [Theory]
    [InlineData("{}", "{}", true)]
    [InlineData("{\"a\": 1}", "{}", false)]
    [InlineData("{}", "{\"g\": {}}", false)]
    public void Without_any_value_there_is_nothing_to_replace(string configuration, string secrets, bool isEmpty) =>
        Of(configuration, secrets).IsEmpty.ShouldBe(isEmpty);

    private static string Applied(string text) => Recorded.Apply(new DataString(text)).ToString();

    private static Substitution Of(string configuration, string secrets) =>
        new((DataObject)JsonText.Parse(configuration), (DataObject)JsonText.Parse(secrets));
}
