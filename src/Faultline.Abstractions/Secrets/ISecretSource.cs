using Faultline.Abstractions.Activities;

namespace Faultline.Abstractions.Secrets;

/// <summary>
/// Where secrets come from whose declaration has this type: <c>{"type": "vault", "path": …}</c>. What goes in and out are data
/// trees, texts and numbers, so that a source may as well be a program of its own. A source answers and throws only for a bug.
/// </summary>
public interface ISecretSource
{
    /// <summary>The value of a declaration's <c>type</c>: "vault", "file".</summary>
    string Type { get; }

    /// <summary>Everything that is wrong or dubious with a declaration. Nothing is contacted, and no secret is read.</summary>
    /// <param name="request">The declaration as it stands in the document, and the configuration.</param>
    IEnumerable<CallProblem> Check(SecretRequest request);

    /// <summary>Begins to fetch secrets for one run. Nothing is contacted yet: a login is made once, when the first secret needs it.</summary>
    ISecretSession Open();
}

/// <summary>A source at work for one run: it logs in once, and leaves nothing behind when it is closed.</summary>
public interface ISecretSession
{
    /// <summary>Fetches the value of one declaration.</summary>
    /// <param name="request">A declaration in which <see cref="ISecretSource.Check"/> found no error.</param>
    /// <param name="stop">Ends the attempt with an <see cref="OperationCanceledException"/>.</param>
    Task<SecretAnswer> FetchAsync(SecretRequest request, CancellationToken stop);

    /// <summary>Makes a lease last longer; called well before it ends, as often as the run needs it.</summary>
    /// <param name="lease">A lease that an answer named, or that a renewal returned.</param>
    /// <param name="stop">Ends the attempt.</param>
    Task<SecretRenewal> RenewAsync(SecretLease lease, CancellationToken stop);

    /// <summary>Gives back what was lent to this run: leases, and the token of a login that was made here. It may be called more than once.</summary>
    /// <param name="stop">Ends the attempt.</param>
    /// <returns>What could not be given back, a sentence each; empty where nothing is left.</returns>
    Task<IReadOnlyList<string>> CloseAsync(CancellationToken stop);
}
