namespace Faultline.Abstractions.Activities;

/// <summary>
/// Runs the activities whose <c>provider.type</c> is its name. A provider answers with an outcome and throws only for a bug;
/// what it throws counts as <see cref="ActivityOutcome.Crashed"/>.
/// </summary>
public interface IActivityProvider
{
    /// <summary>The value of <c>provider.type</c>: "http", "process", "python".</summary>
    string Name { get; }

    /// <summary>The keys of the provider object in which <c>${name}</c> is replaced before the call.</summary>
    IReadOnlyList<string> SubstitutedFields { get; }

    /// <summary>Runs one activity.</summary>
    /// <param name="call">What to do, with every variable replaced.</param>
    /// <param name="stop">Asks the call to end now; it then answers <see cref="ActivityOutcome.Stopped"/> and leaves nothing running.</param>
    Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop);
}

/// <summary>Optional: a provider that can tell, before the run and without changing anything, what is wrong with a call.</summary>
public interface ICheckCalls
{
    /// <summary>Everything that is wrong or dubious with the activity's <c>provider</c>. Local look-ups only; no network.</summary>
    /// <param name="call">The call as it stands in the document: variables are not replaced.</param>
    /// <param name="stop">Ends the check.</param>
    Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, CancellationToken stop);
}
