namespace Faultline.Engine.Reports;

/// <summary>The part of a run that a record belongs to.</summary>
public enum RecordPhase
{
    /// <summary>The hypothesis before the method: the gate.</summary>
    Before,

    /// <summary>The method.</summary>
    Method,

    /// <summary>The hypothesis, evaluated again and again while the method runs.</summary>
    During,

    /// <summary>The hypothesis after the method.</summary>
    After,

    /// <summary>The rollbacks.</summary>
    Rollbacks,
}
