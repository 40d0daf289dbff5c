using System.Text;

namespace Faultline.Cli.Tests.Live;

/// <summary>A terminal that understands what the live view writes: carriage return, line feed, cursor up, erase below, colours.</summary>
internal sealed class FakeScreen : TextWriter
{
    private readonly List<StringBuilder> _rows = [new()];
    private int _row;
    private int _column;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>What stands there: rows without trailing blanks, the last empty ones left out.</summary>
    public string Text => string.Join('\n', _rows.Select(row => row.ToString().TrimEnd())).TrimEnd('\n');

    /// <summary>Whether the cursor stands at the start of the first row below everything.</summary>
    public bool IsBelow => _column == 0 && _rows.Skip(_row).All(row => row.ToString().Trim().Length == 0);

    public override void Write(string? value)
    {
        for (var i = 0; i < value!.Length; i++)
        {
            switch (value[i])
            {
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    (_row, _column) = (_row + 1, 0);
                    while (_rows.Count <= _row)
                    {
                        _rows.Add(new());
                    }

                    break;
                case '\x1b':
                    // ESC [ parameters letter
                    var end = IndexOfLetter(value, i + 2);
                    Obey(value[(i + 2)..end], value[end]);
                    i = end;
                    break;
                default:
                    Put(value[i]);
                    break;
            }
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    private static int IndexOfLetter(string text, int from)
    {
        while (!char.IsAsciiLetter(text[from]))
        {
            from++;
        }

        return from;
    }

    private void Obey(string parameter, char command)
    {
        switch (command)
        {
            case 'A':
                _row -= int.Parse(parameter, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case 'J':
                _rows[_row].Length = Math.Min(_rows[_row].Length, _column);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case 'm':
                break;
            default:
                throw new InvalidOperationException($"the escape '{parameter}{command}' is not one that every terminal knows");
        }
    }

    private void Put(char c)
    {
        var row = _rows[_row];
        row.Length = Math.Max(row.Length, _column);
        if (_column < row.Length)
        {
            row[_column] = c;
        }
        else
        {
            row.Append(c);
        }

        _column++;
    }
}
