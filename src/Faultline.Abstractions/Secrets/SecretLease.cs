namespace Faultline.Abstractions.Secrets;

/// <summary>Something lent for a time.</summary>
/// <param name="Id">Its name between source and engine; no secret, since it may stand in a message.</param>
/// <param name="Duration">How long it lasts from now on.</param>
/// <param name="IsRenewable">Whether it can be made to last longer.</param>
public sealed record SecretLease(string Id, TimeSpan Duration, bool IsRenewable);

/// <summary>What came of a renewal.</summary>
/// <param name="Lease">The lease as it is now; null where it was not renewed and lasts as long as it did.</param>
/// <param name="Problem">Why it was not renewed, or for shorter than before; null where all is well.</param>
public sealed record SecretRenewal(SecretLease? Lease, string? Problem = null);
