namespace Faultline.Abstractions.Activities;

/// <summary>Where a call writes down what it is about to change.</summary>
public interface IChangeRecorder
{
    /// <summary>Whether what is written down here is undone by the run; if not, it is meant to stay.</summary>
    bool IsUndone => false;

    /// <summary>Writes a change down. Once this returns the record survives whatever happens, and the change may be made.</summary>
    /// <exception cref="OperationCanceledException">The call has been given up: it may change nothing more.</exception>
    /// <exception cref="IOException">It could not be written down: the change must not be made.</exception>
    void Record(ChangeRecord change);

    /// <summary>
    /// Tells that a change was made, and what is known since then, such as the identity of what was created. A change of which
    /// neither this nor <see cref="NotMade"/> is told may have been made or not: whoever undoes it looks.
    /// </summary>
    /// <param name="recorded">What was written down: the same instance.</param>
    /// <param name="made">The same with what is known by now; it takes the place of the other.</param>
    void Made(ChangeRecord recorded, ChangeRecord made) { }

    /// <summary>Tells that a change was refused, and so there is nothing to undo.</summary>
    /// <param name="recorded">What was written down: the same instance.</param>
    void NotMade(ChangeRecord recorded) { }
}
