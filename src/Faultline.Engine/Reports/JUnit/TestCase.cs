namespace Faultline.Engine.Reports.JUnit;

/// <summary>What a test case says besides that it was there.</summary>
internal enum TestCaseState
{
    Passed,
    Failure,
    Error,
    Skipped,
}

/// <summary>One test case of a suite.</summary>
internal sealed record TestCase
{
    /// <summary>The part of the run: <c>hypothesis-before</c>, <c>method</c>, …</summary>
    public required string Group { get; init; }

    public required string Name { get; init; }

    public TestCaseState State { get; init; }

    /// <summary>The kind of failure, error or reason: <c>deviation</c>, <c>gate</c>, …</summary>
    public string Kind { get; init; } = "";

    /// <summary>The sentence for lists.</summary>
    public string Message { get; init; } = "";

    /// <summary>Everything else that helps, in lines.</summary>
    public string Text { get; init; } = "";

    public TimeSpan? Time { get; init; }
}
