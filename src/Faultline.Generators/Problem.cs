using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Faultline.Generators;

/// <summary>Something wrong with a method, in a form that compares by value.</summary>
/// <param name="Rule">What kind of thing.</param>
/// <param name="Place">Where.</param>
/// <param name="Words">What the message says in the rule's gaps, a line each.</param>
internal sealed record Problem(DiagnosticDescriptor Rule, Place Place, string Words)
{
    public Problem(DiagnosticDescriptor rule, ISymbol symbol, params string[] words)
        : this(rule, Place.Of(symbol), string.Join("\n", words)) { }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place.ToLocation(), [.. Words.Split('\n')]);
}

/// <summary>A place in a source file.</summary>
internal sealed record Place(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(ISymbol symbol)
    {
        var location = symbol.Locations[0];
        return new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => Location.Create(File, Span, Lines);
}
