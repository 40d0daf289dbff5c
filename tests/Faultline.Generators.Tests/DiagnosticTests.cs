using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Faultline.Generators.Tests;

/// <summary>What is said of methods that can't be functions, and what is written again.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData(
        """[Probe("m")] public static bool Look() => true;""",
        "FL0001 the function 'Look' has no documentation: add a <summary> in a sentence"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m")] public static bool Look(string where) => true;
            """,
        "FL0001 the argument 'where' has no documentation: add a <param name=\"where\"> in a sentence"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            /// <param name="where">Where.</param>
            [Probe("m")] public static bool Look(System.Uri where) => true;
            """,
        "FL0002 'where' is a System.Uri, which no argument can be: use string, long, int, double, bool, TimeSpan, DataNode, DataObject, "
            + "DataArray, ImmutableArray<string> or an enum, each also nullable, a record with [Arguments], or [Reads<T>]"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m")] public static bool Look() => true;
            /// <summary>Looks again.</summary>
            [Action("m", Name = "look")] public static bool Again() => true;
            """,
        "FL0003 there are two functions called 'm.look'"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m")] private static bool Look() => true;
            """,
        "FL0004 'Look' can't be a function: it, or a type around it, is private: make it internal"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m")] public static bool Look<T>() => true;
            """,
        "FL0004 'Look' can't be a function: it is generic"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m")] public static System.Uri Look() => null!;
            """,
        "FL0004 'Look' can't be a function: it returns System.Uri: return ActivityOutcome, or a value such as bool, long, string or DataNode"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m", Check = "Mind")] public static bool Look() => true;
            """,
        "FL0005 'Functions' has no static method 'Mind(KnownArguments)' that returns the problems it finds: write it, or correct the name"
    )]
    [InlineData(
        """
            /// <summary>Looks.</summary>
            [Probe("m"), Alias("n", "look", Without = "where")] public static bool Look() => true;
            """,
        "FL0006 'Look' has no argument 'where' that an alias could be without"
    )]
    public void A_method_that_can_not_be_a_function_is_an_error_that_says_what_to_do(string method, string message) =>
        Run(method).Diagnostics.Select(one => $"{one.Id} {one.GetMessage(null)}").ShouldBe([message]);

    [Theory]
    [InlineData(DocumentationMode.None)]
    [InlineData(DocumentationMode.Diagnose)]
    public void What_is_written_compiles_whether_or_not_documentation_is_kept(DocumentationMode mode)
    {
        var (compilation, diagnostics) = Run(
            """
            /// <summary>Looks &amp; sees.</summary>
            /// <param name="class">Which.</param>
            [Probe("m")] public static bool Look(string @class = "a\n\"b\"") => true;
            """,
            mode
        );

        diagnostics.ShouldBeEmpty();
        compilation
            .GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(one => one.Severity >= DiagnosticSeverity.Warning && one.Id != "CS1591")
            .ShouldBeEmpty();
        compilation.SyntaxTrees.Last().ToString().ShouldContain("Looks & sees.");
    }

    [Fact]
    public void What_has_not_changed_is_not_written_again()
    {
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        var first = Compilation(
            """
            /// <summary>Looks.</summary>
            [Probe("m")] public static bool Look() => true;
            """,
            DocumentationMode.Diagnose
        );
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new FunctionGenerator().AsSourceGenerator()], driverOptions: options);
        driver = driver.RunGenerators(first, TestContext.Current.CancellationToken);

        var second = first.AddSyntaxTrees(CSharpSyntaxTree.ParseText("internal static class Other { internal static int One() => 1; }"));
        var result = driver.RunGenerators(second, TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        result
            .TrackedOutputSteps.SelectMany(step => step.Value)
            .SelectMany(step => step.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached);
    }

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Diagnostics) Run(
        string methods,
        DocumentationMode mode = DocumentationMode.Diagnose
    )
    {
        var options = CSharpParseOptions.Default.WithDocumentationMode(mode);
        CSharpGeneratorDriver
            .Create([new FunctionGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(
                Compilation(methods, mode),
                out var compilation,
                out var diagnostics,
                TestContext.Current.CancellationToken
            );
        return (compilation, diagnostics);
    }

    private static CSharpCompilation Compilation(string methods, DocumentationMode mode) =>
        CSharpCompilation.Create(
            "Sample",
            [
                CSharpSyntaxTree.ParseText(
                    $"using Faultline.Abstractions.Functions;\n\npublic static class Functions\n{{\n{methods}\n}}\n",
                    CSharpParseOptions.Default.WithDocumentationMode(mode)
                ),
            ],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
}
