using System.Globalization;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Rendering.Live;

/// <summary>
/// Keeps some lines at the bottom of a terminal while log lines scroll above them. It only ever moves up over lines that it drew
/// itself, and neither hides nor saves the cursor: whatever ends the process, the terminal is as it should be, and the cursor stands
/// at the start of a line below everything that was written.
/// </summary>
internal sealed class LivePainter(
    TextWriter output,
    Func<TerminalSize?> size,
    TimeProvider time,
    Func<int, int, IReadOnlyList<string>> draw
)
{
    // A burst of lines is not worth a picture after each of them; the next tick brings it back.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private IReadOnlyList<string> _drawn = [];
    private long _drawnAt = time.GetTimestamp() - time.TimestampFrequency;
    private bool _isOver;

    /// <summary>Writes a line, or several, above what is drawn.</summary>
    /// <exception cref="IOException">Nobody reads any more.</exception>
    public void WriteAbove(string text)
    {
        lock (_lock)
        {
            var builder = Erased().Append(text).Append('\n');
            _drawn = [];
            if (!_isOver && time.GetElapsedTime(_drawnAt) >= Least)
            {
                Draw(builder);
            }

            output.Write(builder.ToString());
        }
    }

    /// <summary>Draws the picture again where it has changed. Where the terminal is held, it is left out rather than waited for.</summary>
    public void Tick()
    {
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            if (!_isOver)
            {
                var before = _drawn;
                var builder = Erased();
                Draw(builder);
                if (!_drawn.SequenceEqual(before, StringComparer.Ordinal))
                {
                    output.Write(builder.ToString());
                }
            }
        }
        catch (IOException)
        {
            // Nobody looks any more.
            _isOver = true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Takes the picture away; from here on lines are only written.</summary>
    public void End()
    {
        // A terminal that is held (Ctrl-S) may not keep the program from ending.
        if (!_lock.TryEnter(Patience))
        {
            return;
        }

        try
        {
            if (!_isOver)
            {
                _isOver = true;
                output.Write(Erased().ToString());
                _drawn = [];
            }
        }
        catch (IOException)
        {
            // Nobody looks any more.
        }
        finally
        {
            _lock.Exit();
        }
    }

    private StringBuilder Erased() =>
        _drawn.Count == 0 ? new StringBuilder() : new StringBuilder().Append(CultureInfo.InvariantCulture, $"\r\x1b[{_drawn.Count}A\x1b[J");

    // The size is asked for each time, so that a resized terminal is never written past its edge. One column stays free, since
    // terminals differ in what they do at the last one; and one row, since what has scrolled out can't be erased.
    private void Draw(StringBuilder builder)
    {
        var now = size() ?? TerminalSize.Usual;
        _drawn = draw(now.Columns - 1, Math.Max(1, now.Rows - 2));
        _drawnAt = time.GetTimestamp();
        foreach (var line in _drawn)
        {
            builder.Append(line).Append('\n');
        }
    }
}
