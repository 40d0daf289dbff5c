namespace Faultline.Abstractions.Activities;

/// <summary>Keeps nothing: for calls outside of a run, which has the only place where changes are kept.</summary>
public sealed class NoChangeRecorder : IChangeRecorder
{
    private NoChangeRecorder() { }

    /// <summary>The one there is.</summary>
    public static NoChangeRecorder Instance { get; } = new();

    /// <inheritdoc/>
    public void Record(ChangeRecord change) { }
}
