namespace Faultline.Abstractions.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] Keys = ["url", "method", "headers", "timeout", "verify_tls", "max_retries"];

    [Theory]
    [InlineData("metod", "method")]
    [InlineData("mehtod", "method")]
    [InlineData("METHOD", "method")]
    [InlineData("header", "headers")]
    [InlineData("verify-tls", "verify_tls")]
    [InlineData("verify_ssl", "verify_tls")]
    [InlineData("max_retry", "max_retries")]
    [InlineData("ulr", "url")]
    [InlineData("uri", "url")]
    [InlineData("u", null)]
    [InlineData("xyz", null)]
    [InlineData("body", null)]
    [InlineData("", null)]
    public void A_mistyped_word_leads_to_the_nearest_one(string word, string? expected) => Suggestion.For(word, Keys).ShouldBe(expected);

    [Fact]
    public void Of_equally_near_words_the_first_in_the_alphabet_counts() => Suggestion.For("cat", ["hat", "bat", "rat"]).ShouldBe("bat");

    [Fact]
    public void A_suggestion_is_a_sentence() => Suggestion.Sentence("metod", Keys).ShouldBe("Did you mean 'method'?");

    [Fact]
    public void Without_a_near_word_there_is_no_sentence() => Suggestion.Sentence("quarterback", Keys).ShouldBeNull();

    [Fact(Timeout = 10_000)]
    public async Task A_word_of_ten_million_letters_costs_nothing()
    {
        await Task.Yield();

        Suggestion.For(new string('m', 10_000_000), Keys).ShouldBeNull();
    }
}
