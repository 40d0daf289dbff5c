using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Documents.Tests;

public sealed class DocumentTextTests
{
    [Theory]
    [InlineData("a.json", DocumentFormat.Json)]
    [InlineData("a.yaml", DocumentFormat.Yaml)]
    [InlineData("folder.json/a.b.yml", DocumentFormat.Yaml)]
    [InlineData("a.JSON", null)]
    [InlineData("a.Yaml", null)]
    [InlineData("a.toml", null)]
    [InlineData("json", null)]
    [InlineData("", null)]
    public void The_extension_tells_the_format(string path, DocumentFormat? expected) => DocumentText.FormatOf(path).ShouldBe(expected);

    [Theory]
    [InlineData(DocumentFormat.Json)]
    [InlineData(DocumentFormat.Yaml)]
    public void Both_formats_give_the_same_tree(DocumentFormat format) =>
        DocumentText.Parse("{\"é\": [1, 2.50, null]}"u8, format).ToString().ShouldBe("""{"é": [1, 2.50, null]}""");

    [Theory]
    [InlineData(DocumentFormat.Json)]
    [InlineData(DocumentFormat.Yaml)]
    public void A_byte_order_mark_is_skipped(DocumentFormat format) =>
        DocumentText.Parse("\uFEFF{\"a\": 1}"u8, format).ToString().ShouldBe("""{"a": 1}""");

    [Fact]
    public void Yaml_that_is_not_UTF_8_is_refused_where_it_stops_being_UTF_8()
    {
        var latin1 = Encoding.Latin1.GetBytes("title: a\ndescription: caf\u00E9 au lait\n");

        var error = Should.Throw<DataSyntaxException>(() => DocumentText.Parse(latin1, DocumentFormat.Yaml));

        $"{error.Position} {error.Message}".ShouldBe("2:17 the text is not UTF-8");
    }

    [Fact]
    public void Yaml_in_UTF_16_is_refused() =>
        Should
            .Throw<DataSyntaxException>(() => DocumentText.Parse([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a: 1")], DocumentFormat.Yaml))
            .Message.ShouldBe("the text is not UTF-8");
}
