using System.Globalization;
using Faultline.Abstractions.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Abstractions.Tests;

public sealed class PythonTextTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithReplay(20_240_711, 31);

    // Every row of these tables was printed by CPython 3.11.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-1.0, "-1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(0.5, "0.5")]
    [InlineData(100.0, "100.0")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(4.35, "4.35")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(9999999999999998.0, "9999999999999998.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.2345678901234568e+16, "1.2345678901234568e+16")]
    [InlineData(31415926535897932.0, "3.1415926535897932e+16")]
    [InlineData(1e17, "1e+17")]
    [InlineData(12e20, "1.2e+21")]
    [InlineData(1e22, "1e+22")]
    [InlineData(1e23, "1e+23")]
    [InlineData(1e100, "1e+100")]
    [InlineData(8.98846567431158e307, "8.98846567431158e+307")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e+308")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    [InlineData(2.225073858507201e-308, "2.225073858507201e-308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(0.00012345, "0.00012345")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(9.999999999999999e-05, "9.999999999999999e-05")]
    [InlineData(2.8e-05, "2.8e-05")]
    [InlineData(1.1e-07, "1.1e-07")]
    [InlineData(0.3333333333333333, "0.3333333333333333")]
    [InlineData(1.0000000000000002, "1.0000000000000002")]
    [InlineData(0.9999999999999999, "0.9999999999999999")]
    [InlineData(9007199254740992.0, "9007199254740992.0")]
    // Powers of two at which .NET's own text is a digit too short to be read back.
    [InlineData(2.9802322387695312e-08, "2.9802322387695312e-08")]
    [InlineData(4.1045368012983762e-289, "4.1045368012983762e-289")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void A_float_is_spelled_as_in_Python(double value, string expected) => PythonText.SpellFloat(value).ShouldBe(expected);

    [Fact]
    public void A_negative_zero_keeps_its_sign() => PythonText.SpellFloat(-0.0).ShouldBe("-0.0");

    [Fact]
    public void Any_float_reads_back_as_itself() =>
        Prop.ForAll(
                Gen.Choose(int.MinValue, int.MaxValue)
                    .Two()
                    .Select(two => BitConverter.Int64BitsToDouble(((long)two.Item1 << 32) | (uint)two.Item2))
                    .Where(double.IsFinite)
                    .ToArbitrary(),
                value => double.Parse(PythonText.SpellFloat(value), CultureInfo.InvariantCulture) == value
            )
            .Check(Settings);

    [Fact]
    public void Any_power_of_two_reads_back_as_itself() =>
        Enumerable
            .Range(-1074, 1074 + 1024)
            .Select(exponent => Math.ScaleB(1.0, exponent))
            .Where(value => double.Parse(PythonText.SpellFloat(value), CultureInfo.InvariantCulture) != value)
            .ShouldBeEmpty();

    [Fact]
    public void Any_float_is_told_from_an_integer() =>
        Prop.ForAll(
                Gen.Choose(int.MinValue, int.MaxValue).Select(number => (double)number).ToArbitrary(),
                value => !new DataNumber(PythonText.SpellFloat(value)).IsInteger
            )
            .Check(Settings);

    [Theory]
    [InlineData("", "''")]
    [InlineData("a", "'a'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("say \"hi\"", "'say \"hi\"'")]
    [InlineData("it's \"both\"", "'it\\'s \"both\"'")]
    [InlineData("\\", "'\\\\'")]
    [InlineData("a\u000ab", "'a\\nb'")]
    [InlineData("\u000d\u0009", "'\\r\\t'")]
    [InlineData("\u0000", "'\\x00'")]
    [InlineData("\u001f", "'\\x1f'")]
    [InlineData("\u007f", "'\\x7f'")]
    [InlineData("\u0080", "'\\x80'")]
    [InlineData("\u0085", "'\\x85'")]
    [InlineData("\u00a0", "'\\xa0'")]
    [InlineData("\u00ad", "'\\xad'")]
    [InlineData("é", "'é'")]
    [InlineData("ÿ", "'ÿ'")]
    [InlineData("Ā", "'Ā'")]
    [InlineData("中文", "'中文'")]
    [InlineData("\u0301", "'\u0301'")]
    [InlineData("\u200b", "'\\u200b'")]
    [InlineData("\u2028", "'\\u2028'")]
    [InlineData("\u202e", "'\\u202e'")]
    [InlineData("\u3000", "'\\u3000'")]
    [InlineData("\ufeff", "'\\ufeff'")]
    [InlineData("\ufffd", "'\ufffd'")]
    [InlineData("\ue000", "'\\ue000'")]
    [InlineData("😀", "'😀'")]
    [InlineData("\U000e0001", "'\\U000e0001'")]
    [InlineData("\U0010ffff", "'\\U0010ffff'")]
    [InlineData("\uffff", "'\\uffff'")]
    [InlineData(" ", "' '")]
    [InlineData("${name}", "'${name}'")]
    [InlineData("\u001b[31mred\u001b[0m", "'\\x1b[31mred\\x1b[0m'")]
    [InlineData("\u0008\u000c\u000b\u0007", "'\\x08\\x0c\\x0b\\x07'")]
    public void A_string_is_quoted_as_in_Python(string value, string expected) => PythonText.Repr(value).ShouldBe(expected);

    [Theory]
    [InlineData("""null""", "None")]
    [InlineData("""true""", "True")]
    [InlineData("""false""", "False")]
    [InlineData("""1""", "1")]
    [InlineData("""-0""", "0")]
    [InlineData("""0""", "0")]
    [InlineData("""1e5""", "100000.0")]
    [InlineData("""1E-7""", "1e-07")]
    [InlineData("""1.10""", "1.1")]
    [InlineData("""1e400""", "inf")]
    [InlineData("""-1e400""", "-inf")]
    [InlineData("""123456789012345678901234567890""", "123456789012345678901234567890")]
    [InlineData("""[]""", "[]")]
    [InlineData("""{}""", "{}")]
    [InlineData("""[1, "two", null]""", "[1, 'two', None]")]
    [InlineData("""[[], [{}]]""", "[[], [{}]]")]
    [InlineData("""{"k": "v"}""", "{'k': 'v'}")]
    [InlineData("""{"k": [1, true, {"n": 1.0}], "q's": "\""}""", "{'k': [1, True, {'n': 1.0}], \"q's\": '\"'}")]
    [InlineData("""{"a": 1, "a": 2}""", "{'a': 2}")]
    [InlineData("\"\\ud83d\\ude00\"", "'😀'")]
    public void A_value_is_spelled_as_in_Python(string json, string expected) => PythonText.Repr(JsonText.Parse(json)).ShouldBe(expected);

    [Theory]
    [InlineData("\"it's\"", "it's")]
    [InlineData("\"\"", "")]
    [InlineData("true", "True")]
    [InlineData("null", "None")]
    [InlineData("2.50", "2.5")]
    [InlineData("[\"a\"]", "['a']")]
    public void A_value_within_a_text_is_bare_only_where_it_is_a_string(string json, string expected) =>
        PythonText.Str(JsonText.Parse(json)).ShouldBe(expected);
}
