using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Tests.Model.Tolerances;

public sealed class PythonComparisonTests
{
    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "true", true)]
    [InlineData("0.0", "false", true)]
    [InlineData("-0", "0", true)]
    [InlineData("-0.0", "0", true)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("0", "null", false)]
    [InlineData("null", "null", true)]
    [InlineData("\"\"", "null", false)]
    [InlineData("100000000000000000000000000000001", "100000000000000000000000000000001", true)]
    [InlineData("100000000000000000000000000000001", "100000000000000000000000000000000", false)]
    [InlineData("9007199254740993", "9007199254740992.0", false)]
    [InlineData("9007199254740992", "9007199254740992.0", true)]
    [InlineData("1e22", "10000000000000000000000", true)]
    [InlineData("1e23", "100000000000000000000000", false)]
    [InlineData("0.1", "0.10000000000000001", true)]
    [InlineData("1e400", "2e400", true)]
    [InlineData("[1, [2.0]]", "[1.0, [2]]", true)]
    [InlineData("[1]", "[1, 1]", false)]
    [InlineData("{\"a\": 1, \"b\": [true]}", "{\"b\": [1], \"a\": 1.0}", true)]
    [InlineData("{\"a\": 1}", "{\"b\": 1}", false)]
    [InlineData("{\"a\": 1}", "{\"a\": 1, \"b\": 2}", false)]
    [InlineData("[]", "{}", false)]
    [InlineData("\"a\"", "\"A\"", false)]
    public void Values_are_equal_where_Python_says_so(string left, string right, bool equal) =>
        PythonComparison.Equal(JsonText.Parse(left), JsonText.Parse(right)).ShouldBe(equal);

    [Fact]
    public void Nan_equals_nothing()
    {
        DataNode nan = double.NaN;

        PythonComparison.Equal(nan, nan).ShouldBeFalse();
    }

    [Fact]
    public void Values_that_nest_deeper_than_the_stack_are_compared()
    {
        static DataNode Deep()
        {
            DataNode deep = 1;
            for (var i = 0; i < 200_000; i++)
            {
                deep = DataArray.Of([deep]);
            }

            return deep;
        }

        PythonComparison.Equal(Deep(), Deep()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("4", "5", true)]
    [InlineData("5", "5.0", true)]
    [InlineData("5.5", "5", false)]
    [InlineData("true", "1", true)]
    [InlineData("9007199254740993", "9007199254740992.0", false)]
    [InlineData("\"a\"", "\"b\"", true)]
    [InlineData("\"b\"", "\"a\"", false)]
    [InlineData("\"\"", "\"a\"", true)]
    [InlineData("\"B\"", "\"a\"", true)]
    [InlineData("\"\\uffff\"", "\"😀\"", true)]
    [InlineData("\"😀\"", "\"\\ue000\"", false)]
    [InlineData("[1, 2]", "[1, 3]", true)]
    [InlineData("[1, 2]", "[1]", false)]
    [InlineData("[]", "[]", true)]
    [InlineData("[1, \"a\"]", "[2, 3]", true)]
    public void Order_is_Pythons(string left, string right, bool holds) =>
        PythonComparison.AtMost(JsonText.Parse(left), JsonText.Parse(right)).ShouldBe(new ComparisonResult(holds));

    [Theory]
    [InlineData("1", "\"abc\"", "'<=' not supported between instances of 'int' and 'str'")]
    [InlineData("1.5", "null", "'<=' not supported between instances of 'float' and 'NoneType'")]
    [InlineData("{}", "{}", "'<=' not supported between instances of 'dict' and 'dict'")]
    [InlineData("true", "[]", "'<=' not supported between instances of 'bool' and 'list'")]
    [InlineData("[1, \"a\"]", "[1, 2]", "'<=' not supported between instances of 'str' and 'int'")]
    public void What_has_no_order_is_told_in_Pythons_words(string left, string right, string reason) =>
        PythonComparison.AtMost(JsonText.Parse(left), JsonText.Parse(right)).ShouldBe(new ComparisonResult(false, reason));

    [Theory]
    [InlineData("4", "5", "9", true, null)]
    [InlineData("4", "10", "9", false, null)]
    [InlineData("\"a\"", "\"b\"", "\"c\"", true, null)]
    [InlineData("1", "\"abc\"", "2", false, "'<=' not supported between instances of 'int' and 'str'")]
    [InlineData("5", "4", "\"x\"", false, null)]
    [InlineData("4", "4", "\"x\"", false, "'<=' not supported between instances of 'int' and 'str'")]
    public void A_value_lies_between_two_others(string low, string value, string high, bool holds, string? reason) =>
        PythonComparison
            .Between(JsonText.Parse(low), JsonText.Parse(value), JsonText.Parse(high))
            .ShouldBe(new ComparisonResult(holds, reason));

    [Fact]
    public void Nan_lies_between_no_floats()
    {
        PythonComparison.Between(0, double.NaN, 1).ShouldBe(new ComparisonResult(false));
    }

    [Theory]
    [InlineData("200.0", true)]
    [InlineData("true", true)]
    [InlineData("\"200\"", false)]
    [InlineData("[1]", true)]
    public void Membership_is_by_equality(string item, bool isIn) =>
        PythonComparison.IsIn(JsonText.Parse(item), (DataArray)JsonText.Parse("[1, 200, [true]]")).ShouldBe(isIn);

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("-0.0", false)]
    [InlineData("5e-324", true)]
    [InlineData("\"\"", false)]
    [InlineData("\"false\"", true)]
    [InlineData("[]", false)]
    [InlineData("[null]", true)]
    [InlineData("{}", false)]
    [InlineData("{\"a\": null}", true)]
    public void Truth_is_Pythons(string value, bool truthy) => PythonComparison.IsTruthy(JsonText.Parse(value)).ShouldBe(truthy);

    [Theory]
    [InlineData("4", "4", "8", true)]
    [InlineData("\"8\"", "4", "8", true)]
    [InlineData("9", "4", "8", false)]
    [InlineData("true", "1", "1.0", true)]
    // The float 0.1 is a little more than the tenth that the text spells.
    [InlineData("0.1", "\"0.1\"", "1", true)]
    [InlineData("0.1", "0", "\"0.1\"", false)]
    [InlineData("\"0.1\"", "0.1", "1", false)]
    [InlineData("\"0.1000000000000000055511151231257827021181583404541015625\"", "0.1", "0.1", true)]
    [InlineData("\"1e2\"", "100", "100", true)]
    [InlineData("\" +1_000.50e-1\\u2003\"", "\"100.05\"", "\"100.050\"", true)]
    [InlineData("\"1e999999999999999999\"", "0", "1e308", false)]
    [InlineData("\"-1e-999999999999999999\"", "-1", "0", true)]
    [InlineData("\"Infinity\"", "0", "\"inf\"", true)]
    [InlineData("1e400", "0", "1e308", false)]
    [InlineData("\"-INF\"", "-1e400", "0", true)]
    [InlineData("\"٣\"", "3", "3", true)]
    [InlineData("\".5\"", "0.5", "\"5.E-1\"", true)]
    [InlineData("\"-0\"", "0", "0", true)]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890", "1e30", true)]
    public void Decimals_are_compared_exactly(string value, string low, string high, bool holds) =>
        PythonComparison.Between(Decimal(low), Decimal(value), Decimal(high)).ShouldBe(new ComparisonResult(holds));

    [Theory]
    [InlineData("\"nan\"")]
    [InlineData("\"-NaN\"")]
    [InlineData("\"sNaN12\"")]
    public void Nan_cannot_be_compared_with_decimals(string value) =>
        PythonComparison
            .Between(Decimal("0"), Decimal(value), Decimal("1"))
            .ShouldBe(new ComparisonResult(false, "NaN is neither less nor greater than any number"));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("1 0")]
    [InlineData("1\u200b")]
    [InlineData("infin")]
    [InlineData("nan1x")]
    [InlineData("1e1000000000000000000")]
    public void A_text_that_spells_no_number_is_none(string text) => PythonComparison.ToDecimal(text).ShouldBe(DecimalReading.NotANumber);

    [Theory]
    [InlineData("null", "conversion from NoneType to Decimal is not supported")]
    [InlineData("{}", "conversion from dict to Decimal is not supported")]
    [InlineData("[1]", "conversion from list to Decimal is not supported")]
    public void What_is_no_scalar_cannot_become_a_decimal(string value, string reason) =>
        PythonComparison.ToDecimal(JsonText.Parse(value)).Refusal.ShouldBe(reason);

    private static ExactDecimal Decimal(string json) => PythonComparison.ToDecimal(JsonText.Parse(json)).Value!;
}
