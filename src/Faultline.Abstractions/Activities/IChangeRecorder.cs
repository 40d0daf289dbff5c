namespace Faultline.Abstractions.Activities;

/// <summary>Where a call writes down what it is about to change.</summary>
public interface IChangeRecorder
{
    /// <summary>Writes a change down. Once this returns the record survives whatever happens, and the change may be made.</summary>
    /// <exception cref="OperationCanceledException">The call has been given up: it may change nothing more.</exception>
    /// <exception cref="IOException">It could not be written down: the change must not be made.</exception>
    void Record(ChangeRecord change);
}
