using Faultline.Abstractions.Data;

namespace Faultline.Documents.Tests;

public sealed class YamlWriterTests
{
    private static readonly string[] Awkward =
    [
        "",
        " a",
        "a ",
        "yes",
        "No",
        "~",
        "null",
        "010",
        "1e5",
        "12:30:45",
        "2001-12-14",
        "a: b",
        "a #b",
        "#b",
        "- a",
        "---",
        "...",
        "{a}",
        "[a",
        "'a'",
        "\"a\"",
        "a\nb",
        "a\tb",
        "\u0085\u2028\u2029\uFEFF\u007F",
        "\u0001",
        "é ü 漢 🙂",
        "<<",
        "=",
        "http://x:80/a?b=c#d",
        "chaos.example.com:8443",
        "*****",
        "a:",
        "C:\\x",
        "0x1f",
        ".5",
        "1_000",
        "%",
        "@a",
        "`a",
        "&a",
        "!a",
        "|",
        ">",
        "?",
        "0 #x",
    ];

    [Fact]
    public void What_was_written_reads_as_what_it_was()
    {
        var random = new Random(20_261_121);
        for (var i = 0; i < 3000; i++)
        {
            var tree = Tree(random, 4);
            var text = YamlWriter.Write(tree);

            YamlText.Parse(text).ToString().ShouldBe(tree.ToString(), text);
        }
    }

    [Fact]
    public void Blocks_are_written_as_a_person_would_write_them() =>
        YamlWriter
            .Write(JsonText.Parse("""{"a": {"b": [1, {"c": "d", "e": []}], "f": {}}, "g": "two words", "h": "yes", "i": null}"""))
            .ShouldBe(
                """
                a:
                  b:
                    - 1
                    - c: d
                      e: []
                  f: {}
                g: two words
                h: "yes"
                i: null

                """
            );

    private static DataNode Tree(Random random, int depth) =>
        random.Next(depth > 0 ? 4 : 2) switch
        {
            0 => new DataString(Text(random)),
            1 => random.GetItems<DataNode>([true, false, DataNull.Instance, 3L, -1.5, 1e300], 1)[0],
            2 => DataArray.Of(Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, depth - 1)).ToList()),
            _ => new DataObject(
                Enumerable.Range(0, random.Next(4)).Select(_ => new DataMember(Text(random), Tree(random, depth - 1))).ToList()
            ),
        };

    private static string Text(Random random) =>
        random.Next(2) == 0
            ? random.GetItems(Awkward, 1)[0]
            : new string(random.GetItems<char>("ab01 :#-.'\"\\{}[],&*!|>%@`\n\t~=", random.Next(8)));
}
