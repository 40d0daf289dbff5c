namespace Faultline.Abstractions.Secrets;

/// <summary>Takes a piece of a stream of bytes.</summary>
public delegate void ByteSink(ReadOnlySpan<byte> bytes);

/// <summary>Hides the values of secrets in what is written down or shown.</summary>
public interface ISecretMask
{
    /// <summary>Whether there is nothing to hide: every text is then returned as it is.</summary>
    bool IsEmpty { get; }

    /// <summary>The text without secrets; the same object where it holds none.</summary>
    string Apply(string text);

    /// <summary>Takes bytes as they come in, and passes them on without secrets, those at a border between two pieces included.</summary>
    /// <param name="next">Where the bytes go; some go there only once more came in, or at the end.</param>
    IMaskedBytes Follow(ByteSink next);
}

/// <summary>A stream of bytes from which secrets are taken.</summary>
public interface IMaskedBytes
{
    /// <summary>Takes a piece.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Passes on what was held back; nothing more comes.</summary>
    void Complete();
}
