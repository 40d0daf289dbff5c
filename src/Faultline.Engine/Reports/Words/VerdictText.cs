namespace Faultline.Engine.Reports.Words;

/// <summary>The words for verdicts: the journal's, and those a person reads.</summary>
internal static class VerdictText
{
    public static ReportVerdict Parse(string? word) =>
        word switch
        {
            "held" => ReportVerdict.Held,
            "deviated" => ReportVerdict.Deviated,
            "inconclusive" => ReportVerdict.Inconclusive,
            "halted" => ReportVerdict.Halted,
            "aborted" => ReportVerdict.Aborted,
            "interrupted" => ReportVerdict.Interrupted,
            "timed-out" => ReportVerdict.TimedOut,
            "explored" => ReportVerdict.Explored,
            _ => ReportVerdict.Unknown,
        };

    public static string Title(ReportVerdict verdict) =>
        verdict switch
        {
            ReportVerdict.TimedOut => "Timed out",
            _ => verdict.ToString(),
        };

    /// <summary>The journal's word, which is also the class of what is coloured by it.</summary>
    public static string Word(ReportVerdict verdict) => Title(verdict).ToLowerInvariant().Replace(' ', '-');

    /// <summary>The sign that tells a verdict at a glance.</summary>
    public static string Sign(ReportVerdict verdict) =>
        verdict switch
        {
            ReportVerdict.Held => "✅",
            ReportVerdict.Deviated => "❌",
            ReportVerdict.Explored => "ℹ️",
            _ => "⚠️",
        };

    /// <summary>The sign in one character that every font has.</summary>
    public static string Seal(ReportVerdict verdict) =>
        verdict switch
        {
            ReportVerdict.Held => "✓",
            ReportVerdict.Deviated => "✕",
            ReportVerdict.Inconclusive or ReportVerdict.Unknown => "?",
            ReportVerdict.Explored => "i",
            _ => "!",
        };

    public static string Sentence(ReportVerdict verdict) =>
        verdict switch
        {
            ReportVerdict.Held => "The steady state held: the system withstood what was done to it.",
            ReportVerdict.Deviated => "The steady state did not hold: a weakness may have been found.",
            ReportVerdict.Inconclusive => "This run proves nothing about the system; the reasons say why.",
            ReportVerdict.Halted => "A safeguard ended the run before its end.",
            ReportVerdict.Aborted => "Something crashed, and the run was given up.",
            ReportVerdict.Interrupted => "The run was stopped before its end.",
            ReportVerdict.TimedOut => "The run's time was up before its end.",
            ReportVerdict.Explored => "There was no hypothesis to judge by: what was done and seen is below.",
            ReportVerdict.Unknown => "The journal does not tell what the run showed.",
            _ => throw new System.Diagnostics.UnreachableException(verdict.ToString()),
        };
}
