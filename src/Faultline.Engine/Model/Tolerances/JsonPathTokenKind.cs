namespace Faultline.Engine.Model.Tolerances;

/// <summary>The kinds of words in a path.</summary>
internal enum JsonPathTokenKind
{
    /// <summary>A punctuation mark or an operator.</summary>
    Symbol,

    /// <summary>A word that can't be a name: and, or, not, true, false, null.</summary>
    Keyword,

    /// <summary>The name of a key or of a method.</summary>
    Name,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A text in double quotes.</summary>
    Text,

    /// <summary>The end of the path.</summary>
    End,
}
