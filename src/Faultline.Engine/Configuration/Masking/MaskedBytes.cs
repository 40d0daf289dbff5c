using System.Buffers;
using System.Text;
using Faultline.Abstractions.Secrets;

namespace Faultline.Engine.Configuration.Masking;

/// <summary>
/// Takes secrets out of a stream of bytes. What may be the beginning of one is held back until more comes. Bytes are searched as
/// if each were a character, so that what is no text comes through as it is.
/// </summary>
internal sealed class MaskedBytes(SecretSearch search, ByteSink next) : IMaskedBytes
{
    // Secrets that overlap without an end would be held back for ever.
    private const int MostHeld = 64 * 1024;

    private static readonly byte[] Mask = Encoding.ASCII.GetBytes(SecretMask.Mask);

    private readonly ArrayBufferWriter<byte> _held = new();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _held.Write(bytes);
        PassOn(_held.WrittenCount - search.Reach);
    }

    public void Complete() => PassOn(_held.WrittenCount);

    private void PassOn(int until)
    {
        if (until <= 0)
        {
            return;
        }

        var bytes = _held.WrittenSpan.ToArray();
        var isOver = until == bytes.Length;
        var at = 0;
        foreach (var range in search.Find(Encoding.Latin1.GetString(bytes)))
        {
            var (start, end) = (range.Start.Value, range.End.Value);
            if (start >= until)
            {
                break;
            }

            if (end > until && !isOver && until - start < MostHeld)
            {
                until = start;
                break;
            }

            next(bytes.AsSpan(at, start - at));
            next(Mask);
            at = Math.Min(end, until);
        }

        next(bytes.AsSpan(at, until - at));
        _held.ResetWrittenCount();
        _held.Write(bytes.AsSpan(until));
    }
}
