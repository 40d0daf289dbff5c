namespace Faultline.Abstractions.Planning;

/// <summary>
/// One plan that is being made. Its calls are asked in the order in which they would be made, so that who answers may remember what
/// it has seen, and what an earlier call would leave behind, for as long as this object lives.
/// </summary>
/// <param name="looks">Whether anything outside of this machine may be asked.</param>
/// <param name="asksRights">Whether it is asked as whom we come, and which rights we have; targets alone are known sooner.</param>
public sealed class PlanContext(bool looks, bool asksRights = true)
{
    /// <summary>Whether anything outside of this machine may be asked; if not, targets stay unknown.</summary>
    public bool Looks { get; } = looks;

    /// <summary>Whether it is asked as whom we come, and which rights we have.</summary>
    public bool AsksRights { get; } = asksRights;
}
