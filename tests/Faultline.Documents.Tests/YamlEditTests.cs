using Faultline.Abstractions.Data;

namespace Faultline.Documents.Tests;

public sealed class YamlEditTests
{
    private const string Text = """
        # mine
        auths:
          chaos.example.com:8443:   # production
            type: bearer
            value: "old #1"
        runtime: {rollbacks: {strategy: always}}   # by default
        notifications:
        - type: http
          url: http://x   # first
        - type: plugin
          module: m

        """;

    [Theory]
    [InlineData("auths.chaos\\.example\\.com:8443.value", "\"new\"", "    value: new\n", "old #1")]
    [InlineData("notifications[0].url", "\"http://y\"", "  url: http://y   # first\n", "http://x")]
    [InlineData("notifications[0].headers.X", "\"1\"", "  url: http://x   # first\n  headers:\n    X: \"1\"\n", "nothing")]
    [InlineData("notifications[2]", """{"type": "http"}""", "  module: m\n- type: http\n", "nothing")]
    [InlineData("controls.c.provider", """{"type": "python"}""", "controls:\n  c:\n    provider:\n      type: python\n", "nothing")]
    [InlineData("auths.other", "{}", "    value: \"old #1\"\n  other: {}\n", "nothing")]
    public void A_value_is_put_in_its_place_and_the_rest_stays(string path, string value, string has, string hasNot)
    {
        var (text, isKept) = YamlEdit.Set(Text, DataPath.Parse(path), JsonText.Parse(value));

        (isKept, DataPath.Parse(path).Find(YamlText.Parse(text))?.ToString()).ShouldBe((true, JsonText.Parse(value).ToString()));
        text.ShouldContain("# mine");
        text.ShouldContain("# production");
        text.ShouldContain(has);
        text.ShouldNotContain(hasNot);
    }

    [Theory]
    [InlineData("auths.chaos\\.example\\.com:8443.value", "old #1")]
    [InlineData("notifications[1]", "plugin")]
    [InlineData("auths", "bearer")]
    public void What_is_removed_is_gone_and_the_rest_stays(string path, string gone)
    {
        var (text, isKept) = YamlEdit.Remove(Text, DataPath.Parse(path));

        (isKept, DataPath.Parse(path).Find(YamlText.Parse(text))).ShouldBe((true, null));
        text.ShouldContain("# mine");
        text.ShouldNotContain(gone);
    }

    [Fact]
    public void What_can_be_changed_only_as_a_whole_says_that_comments_are_gone()
    {
        var (text, isKept) = YamlEdit.Set(Text, DataPath.Parse("runtime.hypothesis.strategy"), "skip");

        isKept.ShouldBeFalse();
        DataPath.Parse("runtime.hypothesis.strategy").Find(YamlText.Parse(text))!.ToString().ShouldBe("\"skip\"");
    }

    [Theory]
    [InlineData("", "lacks a key")]
    [InlineData("a..b", "lacks a key")]
    [InlineData("a.", "lacks a key")]
    [InlineData("a[x]", "lacks a number")]
    [InlineData("a[0", "lacks a number")]
    [InlineData("a[0]b", "needs a dot")]
    public void What_is_no_path_says_why(string path, string why) =>
        Should.Throw<FormatException>(() => DataPath.Parse(path)).Message.ShouldContain(why);

    [Theory]
    [InlineData("a[0].b\\.c")]
    [InlineData("a\\[0]")]
    public void A_path_is_written_as_it_is_read(string path) => DataPath.Parse(path).ToString().ShouldBe(path);

    [Theory]
    [InlineData("notifications[5]", "has 2 items")]
    [InlineData("auths[0]", "an object")]
    [InlineData("notifications.a", "a list")]
    public void A_path_that_leads_nowhere_is_refused(string path, string why) =>
        Should.Throw<KeyNotFoundException>(() => YamlEdit.Set(Text, DataPath.Parse(path), "x")).Message.ShouldContain(why);
}
