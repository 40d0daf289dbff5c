using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Tests.Configuration;

/// <summary>Configuration from declarations, environment and overrides (reference specification §7.1).</summary>
public sealed class ConfigurationResolverTests
{
    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{\"type\": \"file\", \"path\": \"x\"}")]
    [InlineData("{\"a\": {\"type\": \"env\", \"key\": \"X\"}}")]
    [InlineData("\"${other}\"")]
    public void A_value_that_is_no_declaration_is_itself(string value) =>
        Variables.Configured(value).ShouldBe(new Variables($"{{\"x\": {value}}}", "{}", ""));

    [Theory]
    [InlineData("", "a", "\"a\"")]
    [InlineData("str", "8", "\"8\"")]
    [InlineData("string", "", "\"\"")]
    [InlineData("bytes", "é", "\"é\"")]
    [InlineData("int", " 8 ", "8")]
    [InlineData("integer", "-1_000", "-1000")]
    [InlineData("int", "123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("float", "1", "1.0")]
    [InlineData("number", "2.5e3", "2500.0")]
    [InlineData("bool", "False", "false")]
    [InlineData("bool", "0", "false")]
    [InlineData("bool", "NO", "false")]
    [InlineData("bool", "", "true")]
    [InlineData("bool", "off", "true")]
    [InlineData("json", "{\"a\": [1]}", "{\"a\": [1]}")]
    [InlineData("json", "", "\"\"")]
    public void A_variable_of_the_environment_has_the_type_that_is_declared(string type, string value, string expected)
    {
        var typed = type.Length == 0 ? "" : $", \"env_var_type\": \"{type}\"";

        Variables
            .Configured($"{{\"type\": \"env\", \"key\": \"X\"{typed}}}", ("X", value))
            .ShouldBe(new Variables($"{{\"x\": {expected}}}", "{}", ""));
    }

    [Theory]
    [InlineData("\"default\": \"d\"", "\"d\"")]
    [InlineData("\"default\": null", "null")]
    [InlineData("\"default\": 3", "3")]
    [InlineData("\"default\": {\"a\": 1}, \"env_var_type\": \"json\"", "{\"a\": 1}")]
    [InlineData("\"default\": \"[1]\", \"env_var_type\": \"json\"", "[1]")]
    [InlineData("\"default\": null, \"env_var_type\": \"json\"", "null")]
    [InlineData("\"default\": \"3\", \"env_var_type\": \"int\"", "3")]
    [InlineData("\"default\": 3, \"env_var_type\": \"int\"", "3")]
    [InlineData("\"default\": 3, \"env_var_type\": \"float\"", "3.0")]
    [InlineData("\"default\": false, \"env_var_type\": \"bool\"", "false")]
    [InlineData("\"default\": \"no\", \"env_var_type\": \"bool\"", "false")]
    [InlineData("\"default\": 3, \"env_var_type\": null", "3")]
    public void A_default_stands_in_for_a_variable_that_is_not_set(string more, string expected) =>
        Variables.Configured($"{{\"type\": \"env\", \"key\": \"X\", {more}}}").ShouldBe(new Variables($"{{\"x\": {expected}}}", "{}", ""));

    [Fact]
    public void A_variable_that_is_set_counts_before_the_default() =>
        Variables.Configured("{\"type\": \"env\", \"key\": \"X\", \"default\": \"d\"}", ("X", "")).Configuration.ShouldBe("{\"x\": \"\"}");

    [Theory]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"NOPE\"}",
        "Error test.json:2:47 $.configuration.x: Configuration makes reference to an environment key that does not exist: NOPE"
            + " | Set NOPE in the environment, or give the value with --var or --var-file."
    )]
    [InlineData(
        "{\"type\": \"env\"}",
        "Error test.json:2:24 $.configuration.x: a value of type 'env' must name its environment variable under 'key'"
    )]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"\"}",
        "Error test.json:2:24 $.configuration.x: a value of type 'env' must name its environment variable under 'key'"
    )]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"SET\", \"env_var_type\": \"int\"}",
        "Error test.json:2:24 $.configuration.x: the value of the environment key 'SET' is not of type 'int'"
    )]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"SET\", \"env_var_type\": \"number\"}",
        "Error test.json:2:24 $.configuration.x: the value of the environment key 'SET' is not of type 'number'"
    )]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"SET\", \"env_var_type\": \"json\"}",
        "Error test.json:2:24 $.configuration.x: the value of the environment key 'SET' is not of type 'json'"
    )]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"SET\", \"env_var_type\": \"list\"}",
        "Error test.json:2:24 $.configuration.x: variable type can only be: bool, str, int, float, bytes or json"
    )]
    [InlineData(
        "{\"type\": \"env\", \"key\": \"NOPE\", \"default\": null, \"env_var_type\": \"int\"}",
        "Error test.json:2:24 $.configuration.x: the default of the environment key 'NOPE' is null, which is no int"
    )]
    public void A_declaration_that_cannot_be_resolved_is_a_problem_and_never_shows_the_value(string declaration, string problem) =>
        Variables.Configured(declaration, ("SET", "not a number")).ShouldBe(new Variables("{\"x\": null}", "{}", problem));

    [Fact]
    public void All_problems_are_reported() =>
        Variables
            .Resolve(
                "\"configuration\": {\"a\": {\"type\": \"env\", \"key\": \"A\"}}, \"secrets\": {\"g\": {\"b\": {\"type\": \"env\", \"key\": \"B\"}}}"
            )
            .Problems.Split('\n')
            .Length.ShouldBe(2);

    [Fact]
    public void An_override_stands_in_place_of_a_declaration()
    {
        var overrides = Overrides.None.WithVariables([("x", new DataNumber("5")), ("undeclared", "y")]);

        Variables
            .Resolve("\"configuration\": {\"x\": {\"type\": \"env\", \"key\": \"NOPE\"}, \"z\": 1}", overrides)
            .ShouldBe(new Variables("{\"x\": 5, \"z\": 1}", "{}", ""));
    }

    [Fact]
    public void An_override_may_be_a_declaration_itself()
    {
        var overrides = Overrides.None.WithVariables([("x", JsonText.Parse("{\"type\": \"env\", \"key\": \"X\"}"))]);

        Variables
            .Resolve("\"configuration\": {\"x\": 1}", overrides, ("X", "from outside"))
            .Configuration.ShouldBe("{\"x\": \"from outside\"}");
    }

    [Fact]
    public void The_last_of_two_overrides_counts()
    {
        var overrides = Overrides.None.WithVariables([("x", "first"), ("x", "last")]);

        Variables.Resolve("\"configuration\": {\"x\": 1}", overrides).Configuration.ShouldBe("{\"x\": \"last\"}");
    }
}
