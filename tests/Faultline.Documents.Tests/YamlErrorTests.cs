using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Documents.Tests;

public sealed class YamlErrorTests
{
    [Theory]
    [InlineData("a: 1\n--- 2", "2:5 expected a single document, but found another one; put each into a file of its own")]
    [InlineData(
        "a: !!python/object:os.system x",
        "1:4 the tag 'tag:yaml.org,2002:python/object:os.system' is not supported; documents are plain data"
    )]
    [InlineData("- !mine {a: 1}", "1:3 the tag '!mine' is not supported; documents are plain data")]
    [InlineData("- !mine [1]", "1:3 the tag '!mine' is not supported; documents are plain data")]
    [InlineData("a: !!binary aGk=", "1:4 the tag 'tag:yaml.org,2002:binary' is not supported; documents are plain data")]
    [InlineData("a: !!set {b}", "1:4 the tag 'tag:yaml.org,2002:set' is not supported; documents are plain data")]
    [InlineData("a: !!int x", "1:4 'x' is not an integer")]
    [InlineData("a: !!bool 1", "1:4 '1' is not a boolean")]
    [InlineData("a: !!float x", "1:4 'x' is not a number")]
    [InlineData("a: !!timestamp x", "1:4 'x' is not a date")]
    [InlineData("? [1]\n: b", "1:3 a key must be a plain value, not a list or an object")]
    [InlineData("a: 1\n{b: c}: d", "2:1 a key must be a plain value, not a list or an object")]
    [InlineData("a: 1\n<<: 2", "2:1 a merge key '<<' takes a mapping or a list of mappings")]
    [InlineData("<<: [{a: 1}, 2]", "1:1 a merge key '<<' takes a mapping or a list of mappings")]
    [InlineData("<<:", "1:1 a merge key '<<' takes a mapping or a list of mappings")]
    [InlineData("a: *b", "1:4 the alias 'b' has no anchor before it")]
    [InlineData("a: &a [1, *a]", "1:11 the anchor 'a' contains itself")]
    [InlineData("&a {b: {c: *a}}", "1:12 the anchor 'a' contains itself")]
    [InlineData("a: 2026-02-30", "1:4 '2026-02-30' is not a date; put it in quotes if it is meant to be a text")]
    [InlineData("a: 2026-13-01", "1:4 '2026-13-01' is not a date; put it in quotes if it is meant to be a text")]
    [InlineData("a: 2026-01-02 24:00:00", "1:4 '2026-01-02 24:00:00' is not a date; put it in quotes if it is meant to be a text")]
    [InlineData(
        "a: 2026-01-02 03:04:05 +24:00",
        "1:4 '2026-01-02 03:04:05 +24:00' is not a date; put it in quotes if it is meant to be a text"
    )]
    [InlineData("a: 'b", "1:4 while scanning a quoted scalar, found unexpected end of stream")]
    [InlineData("a: [1", "2:1 while parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("a: {b: 1", "2:1 while parsing a flow mapping, did not find expected ',' or '}'")]
    [InlineData("a: 1\n\tb: 2", "1:4 while scanning a plain scalar, found a tab character that violate indentation")]
    [InlineData("a: b: c", "1:5 while scanning a plain scalar value, found invalid mapping")]
    [InlineData("a: @b", "1:4 while scanning for the next token, found character that cannot start any token")]
    [InlineData("- a\nb: c", "2:1 while parsing a block collection, did not find expected '-' indicator")]
    [InlineData("a: 1\n b: 2", "2:3 while scanning a plain scalar value, found invalid mapping")]
    [InlineData("a: \"\\q\"", "1:4 while scanning a quoted scalar, found unknown escape character")]
    [InlineData("a: \"\\ud800\"", "1:4 while scanning a quoted scalar, found invalid Unicode surrogates")]
    [InlineData("a:\n  \"\\UFFFFFFFF\"", "2:14 this can't be read as YAML")]
    [InlineData("a: |x", "1:4 while scanning a block scalar, did not find expected comment or line break")]
    [InlineData("%YAML 9.9\n--- 1", "1:1 found incompatible YAML document")]
    [InlineData("a: [1]]", "1:7 while parsing a block mapping, did not find expected key")]
    [InlineData("a: &", "1:4 while scanning an anchor or alias, found value containing disallowed: []{},")]
    public void A_text_that_is_not_plain_YAML_says_where_and_why(string yaml, string expected) => Refusal(yaml).ShouldBe(expected);

    [Fact]
    public void A_document_that_nests_too_deep_is_refused() =>
        Refusal("a: " + new string('[', 100_000)).ShouldBe("1:203 the document nests deeper than 200 levels");

    [Fact]
    public void Aliases_can_not_nest_deeper_than_brackets()
    {
        var yaml = new StringBuilder("- &a0 [1]\n");
        for (var i = 1; i < 300; i++)
        {
            yaml.Append($"- &a{i} [*a{i - 1}]\n");
        }

        Refusal(yaml.ToString()).ShouldBe("199:10 the document nests deeper than 200 levels");
    }

    [Fact]
    public void A_text_that_its_aliases_blow_up_is_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            var ten = string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10));
            yaml.Append($"a{i}: &a{i} [{ten}]\n");
        }

        Refusal(yaml.ToString()).ShouldBe("6:10 with its aliases written out the document has more than 200000 values");
    }

    [Fact]
    public void A_text_that_its_merge_keys_blow_up_is_refused()
    {
        var yaml = new StringBuilder("a0: &a0 {" + string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"k{i}: v")) + "}\n");
        for (var i = 1; i < 1000; i++)
        {
            yaml.Append($"a{i}: &a{i} {{<<: *a{i - 1}}}\n");
        }

        Refusal(yaml.ToString()).ShouldEndWith(" with its aliases written out the document has more than 200000 values");
    }

    [Theory]
    [InlineData("1", 4_301)]
    [InlineData("7", 10_000)]
    [InlineData("0x", 4_301)]
    public void A_number_of_thousands_of_digits_is_refused(string start, int digits) =>
        Refusal("a: " + start.PadRight(digits, '1'))
            .ShouldBe("1:4 a number has at most 4300 digits; put it in quotes if it is meant to be a text");

    // Each of these made some parser or some pattern walk back and forth over the whole text.
    [Theory(Timeout = 60_000)]
    [InlineData("0b", "0", "2")]
    [InlineData("0x", "f", "g")]
    [InlineData("1", ":1", "x")]
    [InlineData("1", "_", "x")]
    [InlineData("2026-01-02", " ", "x")]
    [InlineData("2026-01-02 01:01:01.", "1", "x")]
    [InlineData("a: ", "x\n ", "")]
    [InlineData("a: \"", "x\n ", "\"")]
    [InlineData("a: [", "x,", "]")]
    [InlineData("", "\n", "a: 1")]
    [InlineData("a: |\n", " x\n", "")]
    public async Task A_long_text_is_read_in_one_go(string start, string repeated, string end)
    {
        await Task.Yield();
        var yaml = start + string.Concat(Enumerable.Repeat(repeated, 150_000)) + end;

        YamlText.Parse(yaml).Kind.ShouldBeOneOf("a string", "an object");
    }

    private static string Refusal(string yaml)
    {
        var error = Should.Throw<DataSyntaxException>(() => YamlText.Parse(yaml));
        return $"{error.Position} {error.Message}";
    }
}
