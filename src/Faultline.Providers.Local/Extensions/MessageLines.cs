using System.Buffers;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Extensions;

/// <summary>Bytes as they come in to messages: a JSON object on a line each.</summary>
internal sealed class MessageLines(Action<DataObject> take)
{
    private const int LongestLine = 64 * 1024 * 1024;
    private const int MostShown = 100;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Takes a piece.</summary>
    /// <returns>What is wrong with it; null where nothing is. Nothing that comes later counts then.</returns>
    public string? Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            _line.Write(bytes[..end]);
            bytes = bytes[(end + 1)..];
            var text = Encoding.UTF8.GetString(_line.WrittenSpan);
            _line.ResetWrittenCount();
            if (text.Trim().Length > 0)
            {
                if (Read(text) is not { } message)
                {
                    return text.Length <= MostShown ? text : text[..MostShown] + "…";
                }

                take(message);
            }
        }

        _line.Write(bytes);
        return _line.WrittenCount <= LongestLine ? null : "a line of more than 64 MiB";
    }

    private static DataObject? Read(string text)
    {
        try
        {
            return JsonText.Parse(text) as DataObject;
        }
        catch (DataSyntaxException)
        {
            return null;
        }
    }
}
