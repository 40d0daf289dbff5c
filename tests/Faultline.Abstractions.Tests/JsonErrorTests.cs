using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Tests;

public sealed class JsonErrorTests
{
    [Theory]
    [InlineData("", "1:1 The text is empty.")]
    [InlineData("\n\n", "3:1 The text is empty.")]
    [InlineData("[1,]", "1:4 A comma stands before the closing bracket.")]
    [InlineData("{\"a\": 1,\n}", "2:1 A comma stands before the closing bracket.")]
    [InlineData("[1, 2", "1:6 '2' is an invalid end of a number. Expected a delimiter.")]
    [InlineData("{\"a\"", "1:5 Expected a value, but instead reached end of data.")]
    [InlineData("{\"a\" 1}", "1:6 '1' is invalid after a property name. Expected a ':'.")]
    [InlineData("{a: 1}", "1:2 'a' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("{\"a\": 1 \"b\": 2}", "1:9 '\"' is invalid after a value. Expected either ',', '}', or ']'.")]
    [InlineData("[\n  1,\n  x\n]", "3:3 'x' is an invalid start of a value.")]
    [InlineData("tru", "1:4 'tru' is an invalid JSON literal. Expected the literal 'true'.")]
    [InlineData("01", "1:2 Invalid leading zero before '1'.")]
    [InlineData("NaN", "1:1 'N' is an invalid start of a value.")]
    [InlineData("1 2", "1:3 '2' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("// x\n1", "1:1 '/' is an invalid start of a value.")]
    [InlineData("\"a", "1:3 Expected end of string, but instead reached end of data.")]
    [InlineData("\"a\tb\"", "1:3 '0x09' is invalid within a JSON string. The string should be correctly escaped.")]
    [InlineData("{\"é😀\": x}", "1:9 'x' is an invalid start of a value.")]
    [InlineData("\uFEFF[x]", "1:2 'x' is an invalid start of a value.")]
    [InlineData("[1,\n \"\\ud800\"]", "2:2 a string holds half of a surrogate pair or bytes that are not UTF-8")]
    [InlineData("{\"\\udc00\": 1}", "1:2 a string holds half of a surrogate pair or bytes that are not UTF-8")]
    public void A_text_that_is_not_JSON_says_where_and_why(string text, string expected) =>
        Refusal(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused() =>
        Refusal([(byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']'])
            .ShouldBe("1:2 a string holds half of a surrogate pair or bytes that are not UTF-8");

    [Fact]
    public void A_document_that_nests_too_deep_is_refused() =>
        Refusal(Encoding.UTF8.GetBytes(new string('[', 201))).ShouldBe("1:201 The document nests deeper than 200 levels.");

    [Fact]
    public void A_hundred_thousand_open_brackets_do_no_more_harm_than_a_few() =>
        Refusal(Encoding.UTF8.GetBytes(new string('[', 100_000))).ShouldBe("1:201 The document nests deeper than 200 levels.");

    private static string Refusal(byte[] utf8)
    {
        var error = Should.Throw<DataSyntaxException>(() => JsonText.Parse(utf8));
        return $"{error.Position} {error.Message}";
    }
}
