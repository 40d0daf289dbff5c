namespace Faultline.Engine.Model.Tolerances;

/// <summary>How a quantifier takes its characters.</summary>
internal enum PatternRepeatMode
{
    /// <summary>As many as possible.</summary>
    Greedy,

    /// <summary>As few as possible.</summary>
    Lazy,

    /// <summary>As many as possible, and gives none back.</summary>
    Possessive,
}
