using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class NativeCheckTests : IAsyncDisposable
{
    private readonly PythonWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea"}}""", null)]
    [InlineData("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea", "warehouse": null}, "timeout": 5}""", null)]
    [InlineData("""{"module": "shop.probes", "func": "stock", "arguments": {"item": 1, "secrets": {}, "configuration": {}}}""", null)]
    [InlineData("""{"func": "stock"}""", "Error at -: a Python activity must have a module path")]
    [InlineData("""{"module": "", "func": "stock"}""", "Error at 1:12: a Python activity must have a module path")]
    [InlineData("""{"module": "shop.probes"}""", "Error at -: a Python activity must have a function name")]
    [InlineData(
        """{"module": "shop.probes", "func": "stock", "arguments": ["tea"]}""",
        "Error at 1:57: the arguments of a function are an object of names and values, and these are a list"
    )]
    [InlineData(
        """{"module": "shop.probes", "func": "stock"}""",
        "Error at 1:35: required argument 'item' is missing from activity 'stock'"
    )]
    [InlineData(
        """{"module": "shop.probes", "func": "stock", "arguments": {"warehouse": "x"}}""",
        "Error at 1:57: required argument 'item' is missing from activity 'stock'"
    )]
    [InlineData(
        """{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea", "ware_house": "x"}}""",
        "Error at 1:87: argument 'ware_house' is not part of the function signature in activity 'stock' | Did you mean 'warehouse'?"
    )]
    [InlineData(
        """{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea", "colour": "x"}}""",
        "Error at 1:83: argument 'colour' is not part of the function signature in activity 'stock'"
    )]
    [InlineData("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "odd"}}""", "Error at 1:66: 'odd' is sold out")]
    [InlineData(
        """{"module": "shop.probes", "func": "stocks"}""",
        "Error at 1:35: The python module 'shop.probes' does not expose a function called 'stocks' in probe 'ask' | Did you mean 'stock'?"
    )]
    [InlineData(
        """{"module": "shop.probes", "func": "restock_all"}""",
        "Error at 1:35: The python module 'shop.probes' does not expose a function called 'restock_all' in probe 'ask'"
            + " | Native functions of 'shop.probes': prices, stock."
    )]
    [InlineData(
        """{"type": "python", "module": "shop.probes", "func": "stock", "arguments": {"item": "tea"}, "secret": ["a"]}""",
        "Warning at 1:102: 'secret' is not a key of a python provider and has no effect | Did you mean 'secrets'?"
    )]
    public async Task A_call_of_a_native_function_is_checked(string provider, string? expected) =>
        (await _world.CheckAsync(provider)).ShouldBe(expected is null ? [] : [expected]);

    [Fact]
    public async Task An_action_is_called_an_action() =>
        (await _world.CheckAsync("""{"module": "shop.probes", "func": "x"}""", ActivityKind.Action))
            .Single()
            .ShouldContain("does not expose a function called 'x' in action 'ask'");

    [Fact]
    public async Task A_misspelt_name_is_not_taken_for_one_that_is_given() =>
        (await _world.CheckAsync("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea", "items": 1}}""")).ShouldBe([
            "Error at 1:82: argument 'items' is not part of the function signature in activity 'stock'",
        ]);

    [Fact]
    public async Task No_interpreter_is_needed()
    {
        _world.SearchPath = "/nowhere";

        (await _world.CheckAsync("""{"module": "shop.probes", "func": "stock", "arguments": {"item": "tea"}}""")).ShouldBeEmpty();
    }
}
