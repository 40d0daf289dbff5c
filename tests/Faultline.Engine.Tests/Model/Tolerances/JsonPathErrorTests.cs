using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Tests.Model.Tolerances;

public sealed class JsonPathErrorTests
{
    private const string Quoted = "write a key that is not a plain name in brackets and double quotes, as in [\"a-b\"]";

    [Theory]
    [InlineData("foo[*].baz", "expected '$' but found 'foo' at column 1; paths begin with '$', as in '$.key'")]
    [InlineData("@.a", "expected '$' but found '@' at column 1; paths begin with '$', as in '$.key'")]
    [InlineData("", "expected '$' but found the end of the path at column 1; paths begin with '$', as in '$.key'")]
    [InlineData("$[?(@.a==1)]", "expected a path or a JSON value but found '=' at column 9; write a single '=' to compare")]
    [InlineData("$['a']", "unexpected single quote at column 3; use double quotes")]
    [InlineData("$[?(@.a = 'x')]", "unexpected single quote at column 11; use double quotes")]
    [InlineData(
        "${p}",
        "expected '.', '..', '[' or the end but found '{' at column 2; a path cannot be a variable as a whole; begin it with '$.'"
    )]
    [InlineData("$.a-b", "unexpected character '-' at column 4; " + Quoted)]
    [InlineData("$.é", "unexpected character 'é' at column 3; " + Quoted)]
    [InlineData("$.a b", "expected '.', '..', '[' or the end but found 'b' at column 5; " + Quoted)]
    [InlineData(
        "$.a.1",
        "expected a name or '*' but found '1' at column 5; write an index or a key that begins with a digit in brackets, as in [0] or [\"0\"]"
    )]
    [InlineData("$.and", "expected a name or '*' but found 'and' at column 3; write this key as [\"and\"]")]
    [InlineData("$.[0]", "expected a name or '*' but found '[' at column 3; leave out the point before the bracket")]
    [InlineData("$.", "expected a name or '*' but found the end of the path at column 3")]
    [InlineData("$...a", "expected a name or '*' but found '.' at column 4")]
    [InlineData("$[foo]", "unexpected name 'foo' at column 3; write a key in double quotes, as [\"foo\"]")]
    [InlineData("$[]", "expected a key in double quotes, an index, a slice, '*' or a filter but found ']' at column 3")]
    [InlineData("$[1.5]", "an index must be an integer, not '1.5' at column 3")]
    [InlineData("$[1e2]", "an index must be an integer, not '1e2' at column 3")]
    [InlineData("$[01]", "expected ']' but found '1' at column 4")]
    [InlineData("$[::0]", "the step of a slice cannot be 0 at column 5; leave it out, or write 1")]
    [InlineData("$[?@.a]", "expected '(' but found '@' at column 4; write a filter as [?(...)]")]
    [InlineData("$[?(@.a && @.b)]", "unexpected character '&' at column 9; write 'and'")]
    [InlineData("$[?(@.a || @.b)]", "unexpected character '|' at column 9; write 'or'")]
    [InlineData("$[?(!@.a)]", "unexpected character '!' at column 5; write 'not', or '!=' to compare")]
    [InlineData("$[?(@.a AND @.b)]", "expected ')' but found 'AND' at column 9; conditions are joined by 'and' and 'or'")]
    [InlineData(
        "$[?(@.a =~ \"x\")]",
        "unexpected character '~' at column 10; patterns cannot be matched in a path; use a tolerance of type regex"
    )]
    [InlineData("$[?(@.a + 1 = 2)]", "unexpected character '+' at column 9; there is no arithmetic in a path")]
    [InlineData(
        "$[?(@.a = x)]",
        "expected a path or a JSON value but found 'x' at column 11; write a text in double quotes, and begin a path with '@' or '$'"
    )]
    [InlineData("$[?(@.a]", "expected ')' but found ']' at column 8")]
    [InlineData("$[?(@.a = {1: 2})]", "expected a key in double quotes but found '1' at column 12")]
    [InlineData(
        "$.a.size()",
        "there is no method 'size' at column 5; the methods are charAt(), entries(), keys(), length(), substring(), values()"
    )]
    [InlineData("$[\"a", "the string that begins here has no end at column 3; close it with a double quote")]
    [InlineData(
        "$[\"a\\q\"]",
        "a backslash must begin one of the escapes of JSON at column 5; write '\\\\' for a backslash; escapes are not decoded"
    )]
    [InlineData("$[\"a\nb\"]", "a control character cannot stand in a string at column 5")]
    public void What_is_no_path_is_told_with_its_place_and_remedy(string path, string error)
    {
        JsonPath.TryParse(path, out _, out var found).ShouldBeFalse();

        found!.ToString().ShouldBe(error);
    }

    [Theory]
    [InlineData("$[?(", "(", "1", ")", ")]")]
    [InlineData("$[?(", "not ", "1", "", ")]")]
    [InlineData("$[?(1 = ", "[", "1", "]", ")]")]
    [InlineData("$[?(1 = ", "{\"a\": ", "1", "}", ")]")]
    [InlineData("$", "[$", "", "]", "")]
    [InlineData("$", "[?(@", "", ")]", "")]
    public void A_path_that_nests_without_end_is_refused(string head, string open, string middle, string close, string tail)
    {
        var path = head + string.Concat(Enumerable.Repeat(open, 10_000)) + middle + string.Concat(Enumerable.Repeat(close, 10_000)) + tail;

        JsonPath.TryParse(path, out _, out var error).ShouldBeFalse();

        error!.Message.ShouldBe("the path nests deeper than 100 levels");
    }
}
