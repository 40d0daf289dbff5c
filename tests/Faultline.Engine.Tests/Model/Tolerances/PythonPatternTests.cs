using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Tests.Model.Tolerances;

public sealed class PythonPatternTests
{
    // Every row was run through CPython 3.11.
    [Theory]
    // The experiments of the reference.
    [InlineData("[0-9]{2}", "you are number 87", true)]
    [InlineData("[0-9]{2}", "8", false)]
    [InlineData(@"[0-9]\.[0-9]", "v 1.2.3\n", true)]
    [InlineData("^you .*7$", "you are number 87", true)]
    [InlineData("a++", "aaa", true)]
    [InlineData("(?P<x>a)(?P=x)", "aa", true)]
    [InlineData("${msg}", "${msg}", false)]
    // Ends of texts and lines.
    [InlineData("a$", "a\n", true)]
    [InlineData("a$", "a\n\n", false)]
    [InlineData(@"a\Z", "a\n", false)]
    [InlineData(@"a\Z", "a", true)]
    [InlineData("^b", "a\nb", false)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData(@"(?m)\Ab", "a\nb", false)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("(?s:a.)b.", "a\nb\n", false)]
    [InlineData("a.b", "a\rb", true)]
    // Quantifiers and what looks like one.
    [InlineData("^a{,2}$", "aa", true)]
    [InlineData("^a{,2}$", "a{,2}", false)]
    [InlineData("^a{,}$", "aaaa", true)]
    [InlineData("^a{}$", "a{}", true)]
    [InlineData("^a{b}$", "a{b}", true)]
    [InlineData("^a{1,b$", "a{1,b", true)]
    [InlineData("^{1}$", "{1}", null)]
    [InlineData("a++a", "aaa", false)]
    [InlineData("a*+b", "aaab", true)]
    [InlineData("(?>a+)ab", "aaab", false)]
    [InlineData("a{1,2}+a", "aa", false)]
    [InlineData("a??b", "ab", true)]
    // Sets.
    [InlineData("^[]a]+$", "a]", true)]
    [InlineData("[^]a]", "a]", false)]
    [InlineData(@"^[a\-c]+$", "a-c", true)]
    [InlineData("^[a-]+$", "a-", true)]
    [InlineData("^[[]$", "[", true)]
    [InlineData("[a-c-[b]]", "b", false)]
    [InlineData("[a-c-[b]]", "b]", true)]
    [InlineData("[&&]", "&", true)]
    [InlineData("[^^]", "^", false)]
    [InlineData(@"[\b]", "\b", true)]
    [InlineData(@"[\s\S]", "\n", true)]
    [InlineData(@"^[^\W_]+$", "aé²", true)]
    [InlineData(@"[\W\d]", "ab_", false)]
    // Escapes.
    [InlineData(@"\x41\u00e9\U0001F600", "Aé😀", true)]
    [InlineData(@"\101\0", "A\0", true)]
    [InlineData(@"[\101]", "A", true)]
    [InlineData(@"\-\ \#", "- #", true)]
    [InlineData(@"(a)\1", "aa", true)]
    [InlineData(@"(a)\1", "ab", false)]
    // Classes as Python draws them: numbers of every kind, no marks, the four old separators.
    [InlineData(@"^\w+$", "aé_²Ⅷ中", true)]
    [InlineData(@"\w", "\u0301\u203f", false)]
    [InlineData(@"^\d+$", "٣7", true)]
    [InlineData(@"\d", "²", false)]
    [InlineData(@"^\s+$", " \t\u001c\u00a0\u2028", true)]
    [InlineData(@"\S", "\u001f\u0085", false)]
    [InlineData(@"(?a)\w|\d|\s", "é٣\u00a0", false)]
    [InlineData(@"x(?a:\W)", "xé", true)]
    [InlineData(@"(?a)é\b", "é", false)]
    [InlineData(@"\bé\b", "a é", true)]
    [InlineData(@"\B", "", false)]
    [InlineData(@"\B", " ", true)]
    [InlineData(@"\b", "", false)]
    // Flags.
    [InlineData("(?i)straße", "STRAßE", true)]
    [InlineData("(?i)É", "é", true)]
    [InlineData("(?i)k", "\u212a", true)]
    [InlineData("(?ia)k", "\u212a", false)]
    [InlineData("(?ia)[h-l]", "K", true)]
    [InlineData("(?ia)é", "É", false)]
    [InlineData("(?i)s", "\u017f", true)]
    [InlineData("(?i)[h-j]", "\u0131", true)]
    [InlineData("(?i)ς", "Σ", true)]
    [InlineData("(?i)𐐀", "𐐨", true)]
    [InlineData("(?i)[𐐀-𐐂]", "𐐨", true)]
    [InlineData("(?i:a)b", "Ab", true)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("(?i)a(?-i:b)", "AB", false)]
    [InlineData("(?x) a b # comment", "ab", true)]
    [InlineData("(?x) a\\ b [ ]", "a b ", true)]
    [InlineData("(?x: a )b ", "ab ", true)]
    [InlineData("a(?#comment)b", "ab", true)]
    [InlineData("a(?#c)+b", "aab", true)]
    // Looking around, conditions, names.
    [InlineData("(?<=a)b(?!c)", "abd", true)]
    [InlineData("(?<!a)b", "ab", false)]
    [InlineData("(?<=a|b)c", "bc", true)]
    [InlineData("^(<)?a(?(1)>)$", "<a>", true)]
    [InlineData("^(<)?a(?(1)>)$", "<a", false)]
    [InlineData("^(?P<q>')?a(?(q)'|;)$", "a;", true)]
    [InlineData("^(?(1)a|b)(c)?$", "bc", true)]
    [InlineData("(?P<b>x)(?P<a>y)(z)\\2", "xyzy", true)]
    // Characters beyond U+FFFF are one character.
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^[😀-😂]{2}$", "😀😂", true)]
    [InlineData("[^😀]b", "😀b", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("(?<=^.)b", "😀b", true)]
    [InlineData(@"^\w$", "𝐀", true)]
    [InlineData(@"^\W$", "😀", true)]
    [InlineData(@"\b𝐀\b", "😀𝐀 ", true)]
    [InlineData("(?<!.)(?!.)", "😀", false)]
    [InlineData("😀+$", "😀😀", true)]
    [InlineData("\\uD83D", "😀", false)]
    // What .NET would never finish.
    [InlineData("(?:(?:a?)+?){0,2}$", "b", true)]
    [InlineData("(?:(?:a|bb|)*?c?){0,2}d", "aab", false)]
    public void A_pattern_is_found_where_Python_finds_it(string pattern, string text, bool? found)
    {
        var valid = PythonPattern.TryCreate(pattern, out var parsed, out _);

        (valid ? parsed!.IsFoundIn(text) : (bool?)null).ShouldBe(found);
    }

    [Theory]
    [InlineData("[0-9", "unterminated character set")]
    [InlineData("[", "unterminated character set")]
    [InlineData("[]", "unterminated character set")]
    [InlineData("[a-", "unterminated character set")]
    [InlineData("(a", "missing ), unterminated subpattern")]
    [InlineData("(?=a", "missing ), unterminated subpattern")]
    [InlineData("a)", "unbalanced parenthesis")]
    [InlineData("*a", "nothing to repeat")]
    [InlineData("a|*", "nothing to repeat")]
    [InlineData("^*", "nothing to repeat")]
    [InlineData(@"\b+", "nothing to repeat")]
    [InlineData("(?i)*", "nothing to repeat")]
    [InlineData("a**", "multiple repeat")]
    [InlineData("a{2}{3}", "multiple repeat")]
    [InlineData("a*++", "multiple repeat")]
    [InlineData("a{3,2}", "min repeat greater than max repeat")]
    [InlineData("a{99999999999}", "the repetition number is too large")]
    [InlineData("[z-a]", "bad character range z-a")]
    [InlineData(@"[a-\d]", @"bad character range a-\d")]
    [InlineData(@"\q", @"bad escape \q")]
    [InlineData(@"[\q]", @"bad escape \q")]
    [InlineData(@"\p{L}", @"bad escape \p")]
    [InlineData(@"\k<n>", @"bad escape \k")]
    [InlineData(@"\G", @"bad escape \G")]
    [InlineData(@"\z", @"bad escape \z")]
    [InlineData(@"[\8]", @"bad escape \8")]
    [InlineData(@"a\", "bad escape (end of pattern)")]
    [InlineData(@"a**\", "bad escape (end of pattern)")]
    [InlineData(@"\x4", @"incomplete escape \x4")]
    [InlineData(@"\u12g4", @"incomplete escape \u12")]
    [InlineData(@"\U00110000", @"bad escape \U00110000")]
    [InlineData(@"\777", @"octal escape value \777 outside of range 0-0o377")]
    [InlineData(@"(a)\2", "invalid group reference 2")]
    [InlineData(@"(a\1)", "cannot refer to an open group")]
    [InlineData("(?P=n)", "unknown group name 'n'")]
    [InlineData("(?P<n>a)(?P<n>b)", "redefinition of group name 'n' as group 2; was group 1")]
    [InlineData("(?P<1>a)", "bad character in group name '1'")]
    [InlineData("(?P<a-b>a)", "bad character in group name 'a-b'")]
    [InlineData("(?P<>a)", "missing group name")]
    [InlineData("(?P<n", "missing >, unterminated name")]
    [InlineData("(?P>n)", "unknown extension ?P>")]
    [InlineData("(?<x>a)", "unknown extension ?<x")]
    [InlineData("(?<a-b>a)", "unknown extension ?<a")]
    [InlineData("(?'x'a)", "unknown extension ?'")]
    [InlineData("(?|a)", "unknown extension ?|")]
    [InlineData("(?", "unexpected end of pattern")]
    [InlineData("(?P", "unexpected end of pattern")]
    [InlineData("(?#a", "missing ), unterminated comment")]
    [InlineData("(?(1)a|b|c)(d)", "conditional backref with more than two branches")]
    [InlineData("(?(0)a)", "bad group number")]
    [InlineData("(?(2)a)(b)", "invalid group reference 2")]
    [InlineData("(?(x)a)", "unknown group name 'x'")]
    [InlineData("(?(1-)a)", "bad character in group name '1-'")]
    [InlineData("a(?i)b", "global flags not at the start of the expression")]
    [InlineData("(a|(?i)b)", "global flags not at the start of the expression")]
    [InlineData("(?n)a", "unknown extension ?n")]
    [InlineData("(?in)a", "unknown flag")]
    [InlineData("(?i", "missing -, : or )")]
    [InlineData("(?i*)", "missing -, : or )")]
    [InlineData("(?-)", "missing flag")]
    [InlineData("(?-i)", "missing :")]
    [InlineData("(?i-i:a)", "bad inline flags: flag turned on and off")]
    [InlineData("(?-a:a)", "bad inline flags: cannot turn off flags 'a', 'u' and 'L'")]
    [InlineData("(?au:a)", "bad inline flags: flags 'a', 'u' and 'L' are incompatible")]
    [InlineData("(?a)(?u)a", "ASCII and UNICODE flags are incompatible")]
    [InlineData("(?L)a", "bad inline flags: cannot use 'L' flag with a str pattern")]
    [InlineData("(?<=a+)b", "look-behind requires fixed-width pattern")]
    [InlineData("(?<=a|bc)b", "look-behind requires fixed-width pattern")]
    [InlineData("(?<!(?:a?){2})b(", "missing ), unterminated subpattern")]
    [InlineData(@"(?<=(a)\1)b", "cannot refer to group defined in the same lookbehind subpattern")]
    [InlineData(@"\N", "missing {")]
    // Where Python would go on.
    [InlineData(@"\N{EM DASH}", @"characters by name, such as \N{EM DASH}, are not supported: write the character, or \u and its number")]
    [InlineData(
        "(?>(?:a?)*?)b",
        "a lazy repeat of what can be empty is not supported where the first match is the only one: leave out its '?'"
    )]
    public void What_is_no_pattern_is_refused_with_Pythons_reason(string pattern, string reason)
    {
        PythonPattern.TryCreate(pattern, out _, out var found).ShouldBeFalse();

        found.ShouldBe(reason);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(?=", ")")]
    [InlineData("(a)(?(1)", ")")]
    public void A_pattern_that_nests_without_end_is_refused(string open, string close)
    {
        var pattern = string.Concat(Enumerable.Repeat(open, 10_000)) + "a" + string.Concat(Enumerable.Repeat(close, 10_000));

        PythonPattern.TryCreate(pattern, out _, out var reason).ShouldBeFalse();

        reason.ShouldBe("groups nest deeper than 200 levels");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("", "(", ")")]
    [InlineData("", "(?:", ")?")]
    [InlineData("(a)?", "(?(1)", ")")]
    [InlineData("", "(?i:(?-i:", "))")]
    public async Task A_pattern_as_deep_as_allowed_is_searched_for(string before, string open, string close)
    {
        var pattern = before + string.Concat(Enumerable.Repeat(open, 100)) + "b" + string.Concat(Enumerable.Repeat(close, 100));

        var found = await Task.Run(() => PythonPattern.TryCreate(pattern, out var parsed, out _) && parsed.IsFoundIn("ab😀"));

        found.ShouldBeTrue();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_search_that_would_take_for_ever_is_given_up()
    {
        PythonPattern.TryCreate("(a+)+\\1$", out var pattern, out _, TimeSpan.FromMilliseconds(50)).ShouldBeTrue();

        var error = await Should.ThrowAsync<ToleranceLimitException>(() => Task.Run(() => pattern!.IsFoundIn(new string('a', 40) + "!")));

        error.Message.ShouldBe(
            "the pattern '(a+)+\\1$' was searched for longer than 0.05 s in a text of 41 characters; make it simpler, without repeats inside repeats"
        );
    }
}
