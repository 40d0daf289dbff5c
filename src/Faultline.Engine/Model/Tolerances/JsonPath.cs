using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// A path in the dialect of Python's jsonpath2, which tolerances written for the Chaos Toolkit use (reference specification §6): keys
/// in double quotes, a filter tests the node it is applied to, <c>=</c> compares, and <c>or</c> binds tighter than <c>and</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly PathSyntax _syntax;

    private JsonPath(PathSyntax syntax) => _syntax = syntax;

    /// <summary>Reads a path; where it is none, <paramref name="error"/> tells why.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out JsonPath? parsed, [NotNullWhen(false)] out JsonPathError? error)
    {
        try
        {
            parsed = new JsonPath(new JsonPathParser(JsonPathLexer.Read(path)).Parse());
            error = null;
            return true;
        }
        catch (JsonPathSyntaxException e)
        {
            parsed = null;
            error = e.Error;
            return false;
        }
    }

    /// <summary>
    /// The values that the path matches below <paramref name="root"/>: a node before what is below it, siblings in the order of the
    /// document, members of a union as the path lists them. Methods yield values that stand in no document.
    /// </summary>
    /// <exception cref="ToleranceLimitException">The path matches too many values, or takes too many steps to find them.</exception>
    public IReadOnlyList<DataNode> Find(DataNode root) => new JsonPathEvaluator(root).Find(_syntax, root);
}
