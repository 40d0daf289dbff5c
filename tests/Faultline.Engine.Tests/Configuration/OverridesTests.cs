using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Configuration;

/// <summary><c>--var</c> and <c>--var-file</c> (reference specification §7.3).</summary>
public sealed class OverridesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("a=b", "a", "\"b\"")]
    [InlineData("a=", "a", "\"\"")]
    [InlineData("a=b=c", "a", "\"b=c\"")]
    [InlineData("a=b:int", "a", "\"b:int\"")]
    [InlineData("a:str=5", "a", "\"5\"")]
    [InlineData("a:=5", "a", "\"5\"")]
    [InlineData("a:int=5", "a", "5")]
    [InlineData("a:b:int=5", "a:b", "5")]
    [InlineData("a:int=+7", "a", "7")]
    [InlineData("a:float=5", "a", "5.0")]
    [InlineData("a:number=1e-3", "a", "0.001")]
    [InlineData("a:bytes=x", "a", "\"x\"")]
    [InlineData("a:bool=no", "a", "false")]
    [InlineData("a:bool=nope", "a", "true")]
    [InlineData("a:json={\"b\": null}", "a", "{\"b\": null}")]
    public void A_variable_is_a_name_a_type_and_a_value(string text, string name, string value)
    {
        var variable = Overrides.ParseVariable(text);

        (variable.Name, variable.Value.ToString()).ShouldBe((name, value));
    }

    [Theory]
    [InlineData("a", "not enough values to unpack (expected 2, got 1): write 'a=VALUE'")]
    [InlineData("", "not enough values to unpack (expected 2, got 1): write '=VALUE'")]
    [InlineData("a:int=x", "invalid literal for int() with base 10: 'x'")]
    [InlineData("a:int=", "invalid literal for int() with base 10: ''")]
    [InlineData("a:int=1.5", "invalid literal for int() with base 10: '1.5'")]
    [InlineData("a:integer=1__0", "invalid literal for int() with base 10: '1__0'")]
    [InlineData("a:int=_1", "invalid literal for int() with base 10: '_1'")]
    [InlineData("a:float=x", "could not convert string to float: 'x'")]
    [InlineData("a:list=x", "variable type can only be: bool, str, int, float, bytes or json")]
    [InlineData("a:INT=5", "variable type can only be: bool, str, int, float, bytes or json")]
    public void What_is_no_variable_is_refused_with_the_reason(string text, string message) =>
        Should.Throw<FormatException>(() => Overrides.ParseVariable(text)).Message.ShouldBe(message);

    [Fact]
    public void A_value_that_is_not_JSON_is_refused_with_its_place()
    {
        var message = Should.Throw<FormatException>(() => Overrides.ParseVariable("a:json=[1, x]")).Message;

        message.ShouldStartWith("the value is not JSON: ");
        message.ShouldEndWith(" (column 5)");
    }

    [Theory]
    [InlineData("vars.yaml", "configuration:\n  a: 1\nsecrets:\n  g:\n    s: x\n")]
    [InlineData("vars.yml", "{configuration: {a: 1}, secrets: {g: {s: x}}, other: ignored}")]
    [InlineData("vars.json", "{\"configuration\": {\"a\": 1}, \"secrets\": {\"g\": {\"s\": \"x\"}}}")]
    public void A_file_has_configuration_and_secrets(string name, string text)
    {
        var overrides = Overrides.None.WithFile(_folder.Write(name, text));

        overrides.Configuration.ToString().ShouldBe("{\"a\": 1}");
        overrides.Secrets.ToString().ShouldBe("{\"g\": {\"s\": \"x\"}}");
        overrides.Environment.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("vars.json", "{}")]
    [InlineData("vars.yaml", "{}")]
    [InlineData("vars.yaml", "")]
    [InlineData("vars.yaml", "# nothing yet\n")]
    [InlineData("vars.json", "null")]
    [InlineData("vars.json", "{\"configuration\": null, \"secrets\": {}}")]
    public void A_file_may_hold_nothing(string name, string text) =>
        Overrides
            .None.WithFile(_folder.Write(name, text))
            .ShouldSatisfyAllConditions(
                overrides => overrides.Configuration.Members.ShouldBeEmpty(),
                overrides => overrides.Secrets.Members.ShouldBeEmpty(),
                overrides => overrides.Environment.ShouldBeEmpty()
            );

    [Theory]
    [InlineData("vars.json", "[1]", ": a variables file is an object with 'configuration' and 'secrets', and this is a list")]
    [InlineData("vars.yaml", "A=b", ": a variables file is an object with 'configuration' and 'secrets', and this is a string")]
    [InlineData("vars.json", "{\n \"configuration\": 5}", ":2:19: 'configuration' must be an object, and is an integer")]
    [InlineData("vars.yaml", "configuration: {}\nsecrets: [x]\n", ":2:10: 'secrets' must be an object, and is a list")]
    [InlineData("vars.env", "A=1\n\n# comment\nB 2\n", ":4:1: a line of a dotenv file is NAME=VALUE")]
    [InlineData("vars.env", "=1\n", ":1:1: a line of a dotenv file is NAME=VALUE")]
    public void A_file_that_is_none_is_refused_with_its_place(string name, string text, string message)
    {
        var path = _folder.Write(name, text);

        Should.Throw<FormatException>(() => Overrides.None.WithFile(path)).Message.ShouldBe(path + message);
    }

    [Theory]
    [InlineData("vars.json", "{\n  \"a\": }", ":2:8: ")]
    [InlineData("vars.yaml", "a: [1, 2\n", ":2:1: ")]
    public void A_file_that_can_not_be_parsed_is_refused_with_its_place(string name, string text, string place)
    {
        var path = _folder.Write(name, text);

        Should.Throw<FormatException>(() => Overrides.None.WithFile(path)).Message.ShouldStartWith(path + place);
    }

    [Theory]
    [InlineData("A=1\n# comment\n\n  # another\nB= two words \nC=\"quoted\"=x\n")]
    [InlineData("\uFEFFA=1\r\nB= two words \r\nC=\"quoted\"=x")]
    public void Any_other_file_is_dotenv(string text)
    {
        var overrides = Overrides.None.WithFile(_folder.Write("vars.env", text));

        overrides
            .Environment.OrderBy(pair => pair.Key)
            .ShouldBe([KeyValuePair.Create("A", "1"), KeyValuePair.Create("B", " two words "), KeyValuePair.Create("C", "\"quoted\"=x")]);
    }

    [Fact]
    public void Later_files_and_variables_win()
    {
        var overrides = Overrides
            .None.WithFile(_folder.Write("1.yaml", "{configuration: {a: 1, b: 1, c: {x: 1}}}"))
            .WithFile(_folder.Write("2.env", "A=1\nB=1\n"))
            .WithFile(_folder.Write("3.yaml", "{configuration: {b: 2, c: {y: 2}}, secrets: {g: {s: 1}}}"))
            .WithFile(_folder.Write("4.env", "B=2\n"))
            .WithVariables([("b", "3")]);

        overrides.Configuration.ToString().ShouldBe("{\"a\": 1, \"b\": \"3\", \"c\": {\"y\": 2}}");
        overrides.Secrets.ToString().ShouldBe("{\"g\": {\"s\": 1}}");
        overrides.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }, ignoreOrder: true);
    }

    [Fact]
    public void Overrides_are_never_changed()
    {
        var first = Overrides.None.WithVariables([("a", "1")]);

        first.WithVariables([("a", "2")]).WithFile(_folder.Write("1.env", "X=1"));

        first.Configuration.ToString().ShouldBe("{\"a\": \"1\"}");
        first.Environment.ShouldBeEmpty();
        Overrides.None.Configuration.ShouldBeSameAs(DataObject.Empty);
    }

    public void Dispose() => _folder.Dispose();
}
