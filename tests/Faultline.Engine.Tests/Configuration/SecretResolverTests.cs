using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Tests.Configuration;

/// <summary>Secrets from declarations, environment and overrides (reference specification §7.2).</summary>
public sealed class SecretResolverTests
{
    private const string Declared =
        "\"secrets\": {\"db\": {\"user\": \"u\", \"password\": {\"type\": \"env\", \"key\": \"DB\"}, \"deep\": {\"a\": 1, \"b\": 2}}, \"api\": {\"token\": \"t\"}}";

    [Fact]
    public void A_secret_is_a_literal_or_comes_from_the_environment() =>
        Variables
            .Resolve(Declared, null, ("DB", "p"))
            .ShouldBe(
                new Variables(
                    "{}",
                    "{\"db\": {\"user\": \"u\", \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 2}}, \"api\": {\"token\": \"t\"}}",
                    ""
                )
            );

    [Fact]
    public void A_secret_that_is_not_set_is_a_problem() =>
        Variables
            .Resolve(Declared)
            .Problems.ShouldBe(
                "Error test.json:2:68 $.secrets.db.password: Secrets make reference to an environment key that does not exist: DB"
                    + " | Set DB in the environment, or give the value with --var or --var-file."
            );

    [Fact]
    public void A_secret_without_a_key_is_a_problem() =>
        Variables
            .Resolve("\"secrets\": {\"db\": {\"password\": {\"type\": \"env\"}}}")
            .Problems.ShouldBe(
                "Error test.json:2:32 $.secrets.db.password: a value of type 'env' must name its environment variable under 'key'"
            );

    [Theory]
    [InlineData("{\"db\": {\"user\": \"x\"}}", "{\"user\": \"x\", \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 2}}")]
    [InlineData("{\"db\": {\"password\": \"x\"}}", "{\"user\": \"u\", \"password\": \"x\", \"deep\": {\"a\": 1, \"b\": 2}}")]
    [InlineData("{\"db\": {\"deep\": {\"b\": 3}}}", "{\"user\": \"u\", \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 3}}")]
    [InlineData("{\"db\": {\"user\": null}}", "{\"user\": \"u\", \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 2}}")]
    [InlineData("{\"db\": {\"new\": 1}}", "{\"user\": \"u\", \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 2}}")]
    [InlineData("{\"db\": null}", "{\"user\": \"u\", \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 2}}")]
    [InlineData("{\"db\": {\"user\": {\"a\": 1}}}", "{\"user\": {\"a\": 1}, \"password\": \"p\", \"deep\": {\"a\": 1, \"b\": 2}}")]
    [InlineData("{\"db\": {\"password\": {\"a\": 1}}}", "{\"user\": \"u\", \"password\": {\"a\": 1}, \"deep\": {\"a\": 1, \"b\": 2}}")]
    public void Weakness_25_an_override_of_one_secret_leaves_its_siblings(string given, string expected)
    {
        var overrides = new Overrides { Secrets = (DataObject)JsonText.Parse(given) };

        Variables.Resolve(Declared, overrides, ("DB", "p")).Secrets.ShouldBe($"{{\"db\": {expected}, \"api\": {{\"token\": \"t\"}}}}");
    }

    [Fact]
    public void An_override_makes_the_environment_unnecessary()
    {
        var overrides = new Overrides { Secrets = (DataObject)JsonText.Parse("{\"db\": {\"password\": \"x\"}}") };

        Variables.Resolve(Declared, overrides).Problems.ShouldBe("");
    }
}
