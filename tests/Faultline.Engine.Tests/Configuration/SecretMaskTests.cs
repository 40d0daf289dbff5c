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
    // URLs and forms
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

    private static SecretMask Of(string secret) => new(DataObject.Of(("g", DataObject.Of(("s", secret)))));

    private static DataObject Secrets(string json) => (DataObject)JsonText.Parse(json);
}
