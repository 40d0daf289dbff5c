using System.Collections.Immutable;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>The kinds of characters that Python tells apart and .NET draws otherwise.</summary>
internal static class PythonCharacters
{
    private static readonly ImmutableArray<char> BlankCharacters =
    [
        .. "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
    ];

    /// <summary>What <c>str.isspace()</c> holds for: also the four separators from 0x1c on.</summary>
    public static ReadOnlySpan<char> Blanks => BlankCharacters.AsSpan();
}
