using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Tests;

public sealed class JsonReadingTests
{
    [Fact]
    public void Keys_and_values_know_their_line_and_column()
    {
        var text = """
            {
              "title": "t",
              "method": [ 1, {"a": true } ],
                "end" : null
            }
            """;

        Positions(text)
            .ShouldBe([
                "1:1 an object",
                "2:3 title",
                "2:12 a string",
                "3:3 method",
                "3:13 a list",
                "3:15 an integer",
                "3:18 an object",
                "3:19 a",
                "3:24 a boolean",
                "4:5 end",
                "4:13 null",
            ]);
    }

    // A column counts what an editor counts: a pair of surrogates is two of .NET's characters.
    [Theory]
    [InlineData("""{"é": 1}""", "1:7 an integer")]
    [InlineData("""{"中文": 1}""", "1:8 an integer")]
    [InlineData("""{"😀": 1}""", "1:8 an integer")]
    [InlineData("{\"a\":\r\n 1}", "2:2 an integer")]
    [InlineData("\uFEFF{\"a\": 1}", "1:7 an integer")]
    [InlineData("\n\n\t{\"a\": 1}", "3:8 an integer")]
    public void A_column_counts_characters_and_not_bytes(string text, string expected) => Positions(text)[^1].ShouldBe(expected);

    [Fact]
    public void A_byte_order_mark_is_skipped() => JsonText.Parse("\uFEFF[1]").ToString().ShouldBe("[1]");

    [Fact]
    public void Of_repeated_keys_the_last_value_counts_at_the_first_place() =>
        JsonText.Parse("""{"a": 1, "b": 2, "a": 3}""").ToString().ShouldBe("""{"a": 3, "b": 2}""");

    [Fact]
    public void Keys_keep_their_order() =>
        ((DataObject)JsonText.Parse("""{"z": 1, "a": 2, "10": 3, "9": 4, "": 5}"""))
            .Members.Select(member => member.Key)
            .ShouldBe(["z", "a", "10", "9", ""]);

    [Theory]
    [InlineData("1.10")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("1E+2")]
    [InlineData("1e400")]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625")]
    [InlineData("123456789012345678901234567890")]
    public void A_number_keeps_its_text(string number) => JsonText.Parse(number).ToString().ShouldBe(number);

    [Theory]
    [InlineData("1", true)]
    [InlineData("-0", true)]
    [InlineData("1.0", false)]
    [InlineData("1e2", false)]
    [InlineData("1E2", false)]
    public void A_number_with_a_point_or_an_exponent_is_no_integer(string number, bool isInteger) =>
        ((DataNumber)JsonText.Parse(number)).IsInteger.ShouldBe(isInteger);

    [Theory]
    [InlineData("1", "an integer")]
    [InlineData("1.5", "a number")]
    [InlineData("\"\"", "a string")]
    [InlineData("true", "a boolean")]
    [InlineData("null", "null")]
    [InlineData("[]", "a list")]
    [InlineData("{}", "an object")]
    public void Every_kind_of_value_has_a_word(string json, string kind) => JsonText.Parse(json).Kind.ShouldBe(kind);

    [Fact]
    public void Escapes_become_characters() =>
        ((DataString)JsonText.Parse("""  "\"\\\/\b\f\n\r\t\u0041\ud83d\ude00"  """)).Value.ShouldBe("\"\\/\b\f\n\r\tA😀");

    [Fact]
    public void Two_hundred_levels_can_be_read() =>
        JsonText.Parse(Nested(JsonText.MaxDepth)).ToString().ShouldBe(Nested(JsonText.MaxDepth));

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static List<string> Positions(string text)
    {
        var found = new List<string>();
        Walk(JsonText.Parse(Encoding.UTF8.GetBytes(text)));
        return found;

        void Walk(DataNode node)
        {
            found.Add($"{node.Position} {node.Kind}");
            foreach (var item in (node as DataArray)?.Items ?? [])
            {
                Walk(item);
            }

            foreach (var member in (node as DataObject)?.Members ?? [])
            {
                found.Add($"{member.KeyPosition} {member.Key}");
                Walk(member.Value);
            }
        }
    }
}
