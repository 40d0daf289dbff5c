using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Faultline.Generators;

/// <summary>Names and values as documents, and as code, spell them.</summary>
internal static class Spelling
{
    /// <summary><c>raiseOnUnavailable</c> and <c>RaiseOnUnavailable</c> as <c>raise_on_unavailable</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var begins =
                char.IsUpper(name[i])
                && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
                && name[i - 1] != '_';
            text.Append(begins ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>The function's name of a method.</summary>
    public static string Function(string method) =>
        Snake(method.EndsWith("Async", StringComparison.Ordinal) ? method.Substring(0, method.Length - "Async".Length) : method);

    /// <summary>A text as a literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A number as a literal of its type.</summary>
    public static string Literal(double number) => number.ToString("R", CultureInfo.InvariantCulture) + "D";

    /// <summary>A number as a literal of its type.</summary>
    public static string Literal(long number) => number.ToString(CultureInfo.InvariantCulture) + "L";
}
