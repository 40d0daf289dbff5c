namespace Faultline.Engine.Model.Tolerances;

/// <summary>The flags that a pattern can set for itself or for a part of it.</summary>
[Flags]
internal enum PatternFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>i: upper and lower case are the same.</summary>
    IgnoreCase = 1,

    /// <summary>m: ^ and $ stand at every line.</summary>
    MultiLine = 2,

    /// <summary>s: the point is any character, line ends too.</summary>
    DotAll = 4,

    /// <summary>x: blanks and comments mean nothing.</summary>
    Verbose = 8,

    /// <summary>a: digits, blanks and letters are those of ASCII.</summary>
    Ascii = 16,

    /// <summary>u: the default, which only contradicts a.</summary>
    Unicode = 32,

    /// <summary>t: an old flag without meaning, which only a whole pattern can have.</summary>
    Template = 64,
}
