using System.Text;

namespace Faultline.Abstractions.Data;

/// <summary>Byte offsets of a UTF-8 text to lines and columns. Asked in ascending order it costs one pass over the text.</summary>
internal sealed class LineIndex
{
    private readonly List<int> _starts = [0];
    private int _lastLine;
    private int _lastOffset;
    private int _lastColumn = 1;

    public LineIndex(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == (byte)'\n')
            {
                _starts.Add(i + 1);
            }
        }
    }

    public int OffsetOfLine(int line) => _starts[Math.Clamp(line, 0, _starts.Count - 1)];

    public SourcePosition At(ReadOnlySpan<byte> utf8, int offset)
    {
        if (offset < _lastOffset)
        {
            (_lastLine, _lastOffset, _lastColumn) = (0, 0, 1);
        }

        while (_lastLine + 1 < _starts.Count && _starts[_lastLine + 1] <= offset)
        {
            _lastLine++;
            (_lastOffset, _lastColumn) = (_starts[_lastLine], 1);
        }

        _lastColumn += Encoding.UTF8.GetCharCount(utf8[_lastOffset..Math.Min(offset, utf8.Length)]);
        _lastOffset = offset;
        return new SourcePosition(_lastLine + 1, _lastColumn);
    }
}
