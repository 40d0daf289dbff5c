using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Tests.Configuration;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("hunter22", "the password is hunter22.", "the password is *****.")]
    [InlineData("hunter22", "hunter22hunter22", "**********")]
    [InlineData("hunter22", "Hunter22", "Hunter22")]
    // base64, with and without padding, and for URLs
    [InlineData("hunter22", "Basic aHVudGVyMjI=", "Basic *****")]
    [InlineData("hunter22", "aHVudGVyMjI", "*****")]
    [InlineData("a?b>c~d", "YT9iPmN-ZA", "*****")]
    // base64 of a longer text, at each place that three bytes can have in it
    [InlineData("hunter22", "Basic dXNlcjpodW50ZXIyMg==", "Basic dXNlcj*****")]
    [InlineData("hunter22", "Basic dXM6aHVudGVyMjI=", "Basic dXM6*****")]
    [InlineData("hunter22", "Basic dXNlOmh1bnRlcjIyLg==", "Basic dXNlO*****Lg==")]
    // hexadecimal
    [InlineData("hunter22", "x'68756e7465723232'", "x'*****'")]
    [InlineData("hunter/2", "0x68756E7465722F32", "0x*****")]
    // shells and HTML
    [InlineData("it's me", "echo 'it'\\''s me'", "echo '*****'")]
    [InlineData("it's me", "echo it\\'s\\ me", "echo *****")]
    [InlineData("a<b>&c", "<p>a&lt;b&gt;&amp;c</p>", "<p>*****</p>")]
    // URLs and forms
    [InlineData("a b&c/d", "?p=a%20b%26c/d", "?p=*****")]
    [InlineData("a b&c/d", "?p=a%20b%26c%2fd", "?p=*****")]
    [InlineData("a b&c/d", "?p=a%20b%26c%2Fd", "?p=*****")]
    [InlineData("a b&c/d", "p=a+b%26c%2Fd", "p=*****")]
    // JSON and Python
    [InlineData("say \"x\"\n", "{\"p\": \"say \\\"x\\\"\\n\"}", "{\"p\": \"*****\"}")]
    [InlineData("it's me", "{'p': \"it's me\"}", "{'p': \"*****\"}")]
    [InlineData("it's me", "'it\\'s me \"and you\"'", "'***** \"and you\"'")]
    [InlineData("tab\there", "'tab\\there'", "'*****'")]
    public void A_secret_is_hidden_in_every_spelling(string secret, string text, string expected) =>
        Of(secret).Apply(text).ShouldBe(expected);

    [Fact]
    public void A_short_value_is_not_hidden_for_it_occurs_by_chance() => Of("abc").Apply("abcabc").ShouldBe("abcabc");

    [Fact]
    public void Of_secrets_that_contain_each_other_the_longest_is_hidden_first() =>
        new SecretMask(Secrets("{\"g\": {\"a\": \"pass\", \"b\": \"password\"}}")).Apply("password pass").ShouldBe("***** *****");

    [Fact]
    public void Secrets_at_any_depth_and_of_any_type_are_hidden() =>
        new SecretMask(
            Secrets("{\"g\": {\"list\": [\"first\", {\"x\": \"second\"}], \"n\": 12345, \"f\": 1.2345, \"b\": true, \"none\": null}}")
        )
            .Apply("first second 12345 1.2345 true null")
            .ShouldBe("***** ***** ***** ***** true null");

    [Fact]
    public void A_value_is_hidden_in_texts_numbers_and_keys_at_any_depth() =>
        new SecretMask(Secrets("{\"g\": {\"a\": \"hunter22\", \"n\": 12345}}"))
            .Apply(JsonText.Parse("{\"hunter22\": [\"hunter22!\", 12345, \"n=12345\", 123456, true, null], \"plain\": {}}"))
            .ToString()
            .ShouldBe("{\"*****\": [\"*****!\", \"*****\", \"n=*****\", 123456, true, null], \"plain\": {}}");

    [Fact]
    public void A_value_without_secrets_is_the_same_node()
    {
        var node = JsonText.Parse("{\"a\": [1]}");

        new SecretMask(DataObject.Empty).Apply(node).ShouldBeSameAs(node);
    }

    [Fact]
    public void Literals_of_the_document_are_hidden_by_their_place() =>
        new SecretMask(DataObject.Empty, sources: new HashSet<string> { "vault" })
            .ApplyToDocument(
                (DataObject)
                    JsonText.Parse(
                        "{\"title\": \"ab\", \"secrets\": {\"g\": {\"short\": \"ab\", \"n\": 1, \"deep\": {\"x\": [1]}, \"none\": null, "
                            + "\"e\": {\"type\": \"env\", \"key\": \"E\"}, \"v\": {\"type\": \"vault\", \"path\": \"p\"}}}}"
                    )
            )
            .ToString()
            .ShouldBe(
                "{\"title\": \"ab\", \"secrets\": {\"g\": {\"short\": \"*****\", \"n\": \"*****\", \"deep\": {\"x\": \"*****\"}, \"none\": null, "
                    + "\"e\": {\"type\": \"env\", \"key\": \"E\"}, \"v\": {\"type\": \"vault\", \"path\": \"p\"}}}}"
            );

    [Fact]
    public void A_secret_is_hidden_elsewhere_in_the_document() =>
        Of("hunter22")
            .ApplyToDocument((DataObject)JsonText.Parse("{\"title\": \"with hunter22\", \"method\": [{\"a\": \"hunter22\"}]}"))
            .ToString()
            .ShouldBe("{\"title\": \"with *****\", \"method\": [{\"a\": \"*****\"}]}");

    [Fact]
    public void A_secret_that_ends_in_a_line_break_is_hidden_without_it_too() =>
        Of("hunter22\n").Apply("hunter22 and hunter22\n").ShouldBe("***** and *****");

    [Fact]
    public void Secrets_that_overlap_are_hidden_together() =>
        new SecretMask(Secrets("{\"g\": {\"a\": \"abcdef\", \"b\": \"defghi\"}}")).Apply("-abcdefghi-").ShouldBe("-*****-");

    [Fact]
    public void Each_line_of_a_key_is_hidden() =>
        Of("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nshort\n-----END KEY-----\n")
            .Apply("line 2 is MIIEvQIBADANBgkqhkiG, line 3 is short")
            .ShouldBe("line 2 is *****, line 3 is short");

    [Fact]
    public void Further_texts_are_hidden_too() =>
        new SecretMask(DataObject.Empty, ["hvs.token", "ab"]).Apply("X-Vault-Token: hvs.token ab").ShouldBe("X-Vault-Token: ***** ab");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_secret_between_two_pieces_of_a_stream_is_hidden(int size)
    {
        var text = Encoding.UTF8.GetBytes("a hünter22 b aMO8bnRlcjIy c \u00ff" + new string('x', 300) + "hünter22");

        Encoding.UTF8.GetString(Streamed(Of("hünter22"), text, size)).ShouldBe("a ***** b ***** c \u00ff" + new string('x', 300) + "*****");
    }

    [Fact]
    public void Bytes_that_are_no_text_come_through_as_they_are()
    {
        byte[] bytes = [0xff, 0xfe, 0, 0x80, .. Enumerable.Range(0, 256).Select(i => (byte)i)];

        Streamed(Of("hunter22"), bytes, 7).ShouldBe(bytes);
    }

    [Fact]
    public void A_secret_that_never_ends_is_not_held_back_for_ever()
    {
        var masked = Streamed(Of("aaaa"), Encoding.ASCII.GetBytes(new string('a', 1_000_000)), 65_536);

        Encoding.ASCII.GetString(masked).ShouldNotContain("aaaa");
    }

    private static byte[] Streamed(SecretMask mask, byte[] bytes, int size)
    {
        using var result = new MemoryStream();
        var stream = mask.Follow(result.Write);
        foreach (var piece in bytes.Chunk(size))
        {
            stream.Write(piece);
        }

        stream.Complete();
        return result.ToArray();
    }

    private static SecretMask Of(string secret) => new(DataObject.Of(("g", DataObject.Of(("s", secret)))));

    private static DataObject Secrets(string json) => (DataObject)JsonText.Parse(json);
}
