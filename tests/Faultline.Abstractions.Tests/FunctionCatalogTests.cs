using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;

namespace Faultline.Abstractions.Tests;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void A_function_is_found_by_module_and_name()
    {
        var wanted = new Named("a.b", "f");

        new FunctionCatalog([new Named("a", "b"), wanted]).Find("a.b", "f").ShouldBeSameAs(wanted);
    }

    [Theory]
    [InlineData("a.b", "g")]
    [InlineData("a", "f")]
    [InlineData("A.B", "f")]
    public void An_unknown_function_is_not_found(string module, string name) =>
        new FunctionCatalog([new Named("a.b", "f")]).Find(module, name).ShouldBeNull();

    [Fact]
    public void All_functions_come_in_the_order_of_their_names() =>
        new FunctionCatalog([new Named("b", "a"), new Named("a", "z"), new Named("a", "B")])
            .All.Select(function => function.Signature.FullName)
            .ShouldBe(["a.B", "a.z", "b.a"]);

    [Fact]
    public void Two_functions_of_one_name_are_a_bug() =>
        Should
            .Throw<ArgumentException>(() => new FunctionCatalog([new Named("a", "f"), new Named("a", "f")]))
            .Message.ShouldBe("Two functions are called 'a.f'.");

    private sealed class Named(string module, string name) : IFunction
    {
        public FunctionSignature Signature { get; } =
            new()
            {
                Module = module,
                Name = name,
                Kind = ActivityKind.Probe,
                Summary = "",
                Parameters = [],
            };

        public Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop) => throw new InvalidOperationException();
    }
}
