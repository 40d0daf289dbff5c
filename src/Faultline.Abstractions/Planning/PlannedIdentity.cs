namespace Faultline.Abstractions.Planning;

/// <summary>As whom a call acts, and where.</summary>
/// <param name="Who">The user, and by what kind of credential.</param>
/// <param name="Where">The address: of a cluster's API server, of an account.</param>
/// <param name="Source">Where this was found, such as a context of a kubeconfig.</param>
public sealed record PlannedIdentity(string Who, string Where, string Source)
{
    /// <summary>The name of the context; null where there is none.</summary>
    public string? Context { get; init; }

    /// <summary>Who the other side says that we are; null where it was not asked, or did not say.</summary>
    public string? ConfirmedAs { get; init; }
}

/// <summary>A right that a call needs.</summary>
/// <param name="Verb">What is done: <c>get</c>, <c>delete</c>.</param>
/// <param name="Resource">To what: <c>pods</c>, <c>pods/eviction</c>.</param>
/// <param name="Namespace">Where; null for everywhere.</param>
/// <param name="IsAllowed">Whether we may; null where that could not be found out.</param>
/// <param name="Reason">Why not, or why it is not known; null where there is nothing to say.</param>
public sealed record PlannedRight(string Verb, string Resource, string? Namespace, bool? IsAllowed, string? Reason = null);

/// <summary>Something that has to be on this machine.</summary>
/// <param name="Kind">What it is: <c>program</c>, <c>module</c>, <c>variable</c>, <c>file</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsMet">Whether it is there.</param>
/// <param name="Detail">Where it was found, or what to do to have it; null where there is nothing to say.</param>
public sealed record Prerequisite(string Kind, string Name, bool IsMet, string? Detail = null);
