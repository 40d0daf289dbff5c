using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faultline.Generators;

/// <summary>
/// Writes the table of the functions of an assembly: for each method that is marked as a probe or an action its signature with
/// documentation, what binds its arguments, and its place in the table.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FunctionGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = Marked(context, Seam.Probe).Collect().Combine(Marked(context, Seam.Action).Collect());
        var assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "Functions");
        context.RegisterSourceOutput(
            methods.Combine(assembly),
            static (output, found) => Write(output, [.. found.Left.Left, .. found.Left.Right], found.Right)
        );
    }

    private static IncrementalValuesProvider<ReadMethod> Marked(IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax,
            MethodReader.Read
        );

    private static void Write(SourceProductionContext output, ImmutableArray<ReadMethod> methods, string assembly)
    {
        foreach (var problem in methods.SelectMany(method => method.Problems))
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }

        var functions = new List<FunctionModel>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in methods.Select(method => method.Function).OfType<FunctionModel>())
        {
            functions.Add(function);
            foreach (var name in function.Names.Split('\n').Select(line => line.Split(' ')[0]).Where(name => !taken.Add(name)))
            {
                output.ReportDiagnostic(new Problem(Rules.DuplicateName, function.Place, "functions\n" + name).ToDiagnostic());
            }
        }

        if (functions.Count > 0)
        {
            output.AddSource("FunctionTables.g.cs", new FunctionWriter(functions).Write(assembly));
        }
    }
}
