using System.Buffers;
using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Holding;

/// <summary>Messages out of bytes: an object on a line each.</summary>
/// <param name="take">Takes a message.</param>
internal sealed class LineSplitter(Action<DataObject> take)
{
    private readonly ArrayBufferWriter<byte> _begun = new();

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="InvalidDataException">A line is no message.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (_begun.WrittenCount == 0)
            {
                take(Parse(bytes[..end]));
            }
            else
            {
                _begun.Write(bytes[..end]);
                var message = Parse(_begun.WrittenSpan);
                _begun.ResetWrittenCount();
                take(message);
            }

            bytes = bytes[(end + 1)..];
        }

        _begun.Write(bytes);
    }

    /// <summary>A message as bytes, its end included.</summary>
    public static byte[] Write(DataObject message)
    {
        var line = new ArrayBufferWriter<byte>();
        JsonText.Write(line, message, indent: 0);
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    private static DataObject Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonText.Parse(line) as DataObject ?? throw new InvalidDataException("a message is an object");
        }
        catch (DataSyntaxException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
