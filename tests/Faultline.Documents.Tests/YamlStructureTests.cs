using Faultline.Abstractions.Data;

namespace Faultline.Documents.Tests;

public sealed class YamlStructureTests
{
    // Every row of these tables was read by PyYAML 6.0 and printed by CPython 3.11.
    [Theory]
    [InlineData("a: 1\nb:\n- 2\n- c: 3\n", "{'a': 1, 'b': [2, {'c': 3}]}")]
    [InlineData("a: |\n  x\n   y\n", "{'a': 'x\\n y\\n'}")]
    [InlineData("a: >-\n  x\n  y\n\n  z\n", "{'a': 'x y\\nz'}")]
    [InlineData("a: |+\n  x\n\n", "{'a': 'x\\n\\n'}")]
    [InlineData("- - 1\n  - 2\n- 3", "[[1, 2], 3]")]
    [InlineData("[a, b, ]", "['a', 'b']")]
    [InlineData("[a: 1]", "[{'a': 1}]")]
    [InlineData("{a: [1, {b: c}]}", "{'a': [1, {'b': 'c'}]}")]
    [InlineData("a: 'x\n  y'", "{'a': 'x y'}")]
    [InlineData("--- 1\n...\n", "1")]
    [InlineData("%YAML 1.1\n--- yes", "True")]
    [InlineData("# nothing\n", "None")]
    [InlineData("a: &x [1]\nb: *x", "{'a': [1], 'b': [1]}")]
    [InlineData("\"a b\": c", "{'a b': 'c'}")]
    public void Lists_mappings_and_texts_are_read(string yaml, string expected) => PythonText.Repr(YamlText.Parse(yaml)).ShouldBe(expected);

    // Keys that are no texts get the spelling that Python's JSON gives them.
    [Theory]
    [InlineData("{1: x}", "{'1': 'x'}")]
    [InlineData("{010: x}", "{'8': 'x'}")]
    [InlineData("{yes: x}", "{'true': 'x'}")]
    [InlineData("{~: x}", "{'null': 'x'}")]
    [InlineData("{1.10: x}", "{'1.1': 'x'}")]
    [InlineData("{1.0e+3: x}", "{'1000.0': 'x'}")]
    [InlineData("{2026-01-02: x}", "{'2026-01-02': 'x'}")]
    [InlineData("{'1.10': x}", "{'1.10': 'x'}")]
    [InlineData("{'<<': x}", "{'<<': 'x'}")]
    [InlineData("{=: x}", "{'=': 'x'}")]
    [InlineData("{a: 1, a: 2, b: 3}", "{'a': 2, 'b': 3}")]
    [InlineData("{a: 1, b: 2, a: 3}", "{'a': 3, 'b': 2}")]
    [InlineData("{1.1: a, 1.10: b}", "{'1.1': 'b'}")]
    [InlineData("? a\n: b\n? c", "{'a': 'b', 'c': None}")]
    [InlineData("{a, b: }", "{'a': None, 'b': None}")]
    [InlineData("{? a : b}", "{'a': 'b'}")]
    public void Keys_become_texts_and_of_equal_ones_the_last_value_counts(string yaml, string expected) =>
        PythonText.Repr(YamlText.Parse(yaml)).ShouldBe(expected);

    [Theory]
    [InlineData("a: 1\n<<: {a: 0, b: 2}", "{'a': 1, 'b': 2}")]
    [InlineData("<<: {a: 0, b: 2}\na: 1", "{'a': 1, 'b': 2}")]
    [InlineData("<<: [{a: 1}, {a: 2, c: 3}]\nd: 4", "{'a': 1, 'c': 3, 'd': 4}")]
    [InlineData("<<: {a: 1}\n<<: {a: 2, b: 3}", "{'a': 2, 'b': 3}")]
    [InlineData("x: &x {p: 1, q: 2}\ny: {<<: *x, q: 3}", "{'x': {'p': 1, 'q': 2}, 'y': {'p': 1, 'q': 3}}")]
    [InlineData("x: &x {p: 1}\ny: &y {<<: *x, q: 2}\nz: {<<: *y}", "{'x': {'p': 1}, 'y': {'p': 1, 'q': 2}, 'z': {'p': 1, 'q': 2}}")]
    [InlineData("<<: {}", "{}")]
    [InlineData("<<: []", "{}")]
    [InlineData("- &a {k: v}\n- &b {k: w}\n- <<: [*a, *b]\n- <<: [*b, *a]", "[{'k': 'v'}, {'k': 'w'}, {'k': 'v'}, {'k': 'w'}]")]
    [InlineData("a: {'<<': {b: 1}}", "{'a': {'<<': {'b': 1}}}")]
    public void A_merge_key_adds_what_the_mapping_does_not_have(string yaml, string expected) =>
        PythonText.Repr(YamlText.Parse(yaml)).ShouldBe(expected);

    [Fact]
    public void An_anchor_may_be_given_anew() => PythonText.Repr(YamlText.Parse("[&a 1, *a, &a 2, *a]")).ShouldBe("[1, 1, 2, 2]");

    [Fact]
    public void A_byte_order_mark_is_skipped() => YamlText.Parse("\uFEFFa: 1").ToString().ShouldBe("""{"a": 1}""");

    [Fact]
    public void All_documents_of_a_text_can_be_read() =>
        YamlText.ParseAll("a: 1\n---\nb: 2\n...\n---\n").Select(node => node.ToString()).ShouldBe(["""{"a": 1}""", """{"b": 2}""", "null"]);

    [Fact]
    public void A_text_without_a_document_has_none() => YamlText.ParseAll("# nothing\n").ShouldBeEmpty();

    [Fact]
    public void Two_hundred_levels_can_be_read() =>
        YamlText.Parse(new string('[', 199) + "1" + new string(']', 199)).ToString().Length.ShouldBe(399);

    [Fact]
    public void An_alias_may_stand_at_the_last_level() =>
        YamlText.Parse("[&a 1, " + new string('[', 198) + "*a" + new string(']', 199)).Kind.ShouldBe("a list");

    [Fact]
    public void Keys_and_values_know_their_line_and_column()
    {
        var text = """
            title: t
            'é😀': [1, {a: "x"}]
            list:
              - &x
                b: |
                  text
              - *x
            ? k
            : v
            """;

        Positions(text)
            .ShouldBe([
                "1:1 an object",
                "1:1 title",
                "1:8 a string",
                "2:1 é😀",
                "2:8 a list",
                "2:9 an integer",
                "2:12 an object",
                "2:13 a",
                "2:16 a string",
                "3:1 list",
                "4:3 a list",
                "4:5 an object",
                "5:5 b",
                "5:8 a string",
                "4:5 an object",
                "5:5 b",
                "5:8 a string",
                "8:3 k",
                "9:3 a string",
            ]);
    }

    private static List<string> Positions(string text)
    {
        var found = new List<string>();
        Walk(YamlText.Parse(text));
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
