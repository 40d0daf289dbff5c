using Faultline.Abstractions.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Abstractions.Tests;

public sealed class JsonWritingTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_240_711, 31);

    private static readonly Gen<string> Texts = Gen.Elements(
            "a",
            "\"",
            "\\",
            "/",
            "\n",
            "\0",
            "\u001f",
            "\u007f",
            "é",
            "\u2028",
            "中",
            "😀",
            " ",
            "'",
            "\b\f\r\t",
            "\uFEFF"
        )
        .ListOf()
        .Select(parts => string.Concat(parts));

    private static readonly Gen<DataNode> Values = Gen.Sized(size => ValuesOf(Math.Min(size, 4)));

    [Fact]
    public void Any_value_reads_back_as_it_was_written() =>
        Prop.ForAll(
                Values.Zip(Gen.Choose(0, 4)).ToArbitrary(),
                pair => Same(JsonText.Parse(JsonText.Write(pair.Item1, pair.Item2)), pair.Item1)
            )
            .Check(Settings);

    [Fact]
    public void Any_value_is_one_line_without_an_indent() =>
        Prop.ForAll(Values.ToArbitrary(), value => !JsonText.Write(value, indent: 0).Contains('\n')).Check(Settings);

    [Fact]
    public void An_indented_text_looks_like_Pythons() =>
        JsonText
            .Write(JsonText.Parse("""{"a":[1,{"b":null}],"c":{},"d":[],"é":"ü\u0001"}"""))
            .ShouldBe(
                """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": {},
                  "d": [],
                  "é": "ü\u0001"
                }
                """
            );

    [Fact]
    public void A_text_on_one_line_looks_like_Pythons() =>
        JsonText.Write(JsonText.Parse("""{"a":[1,{"b":null}],"c":{}}"""), indent: 0).ShouldBe("""{"a": [1, {"b": null}], "c": {}}""");

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void A_number_that_JSON_does_not_have_becomes_a_text(double value, string expected) =>
        JsonText.Write(DataNumber.From(value)).ShouldBe(expected);

    private static Gen<DataNode> ValuesOf(int depth)
    {
        var scalars = Gen.OneOf(
            Texts.Select(text => (DataNode)text),
            Gen.Elements<DataNode>(0, -1, 1.5, 1e-7, true, false, DataNull.Instance, new DataNumber("1.10"), new DataNumber("1E400"))
        );
        if (depth == 0)
        {
            return scalars;
        }

        var lists = ValuesOf(depth - 1).ListOf().Select(items => (DataNode)DataArray.Of(items.Take(4)));
        var objects = Texts
            .Zip(ValuesOf(depth - 1))
            .ListOf()
            .Select(members => (DataNode)new DataObject(members.Take(12).Select(member => new DataMember(member.Item1, member.Item2))));
        return Gen.OneOf(scalars, lists, objects);
    }

    private static bool Same(DataNode left, DataNode right) =>
        (left, right) switch
        {
            (DataString a, DataString b) => a.Value == b.Value,
            (DataNumber a, DataNumber b) => a.Text == b.Text,
            (DataBoolean a, DataBoolean b) => a.Value == b.Value,
            (DataNull, DataNull) => true,
            (DataArray a, DataArray b) => a.Items.Length == b.Items.Length
                && a.Items.Zip(b.Items).All(pair => Same(pair.First, pair.Second)),
            (DataObject a, DataObject b) => a.Members.Length == b.Members.Length
                && a.Members.Zip(b.Members).All(pair => pair.First.Key == pair.Second.Key && Same(pair.First.Value, pair.Second.Value)),
            _ => false,
        };
}
