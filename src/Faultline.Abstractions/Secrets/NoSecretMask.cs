namespace Faultline.Abstractions.Secrets;

/// <summary>For a call without secrets: nothing is hidden, and nothing held back.</summary>
public sealed class NoSecretMask : ISecretMask
{
    private NoSecretMask() { }

    /// <summary>The only one.</summary>
    public static NoSecretMask Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsEmpty => true;

    /// <inheritdoc/>
    public string Apply(string text) => text;

    /// <inheritdoc/>
    public IMaskedBytes Follow(ByteSink next) => new Unchanged(next);

    private sealed class Unchanged(ByteSink next) : IMaskedBytes
    {
        public void Write(ReadOnlySpan<byte> bytes) => next(bytes);

        public void Complete()
        {
            // Nothing is held back.
        }
    }
}
