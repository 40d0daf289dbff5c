using System.Text;
using System.Threading.Channels;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>A client's reports of its terminal's size: JSON objects one after another, in whatever pieces they come.</summary>
internal sealed class TerminalSizes
{
    // One report has thirty bytes; what has more is none.
    private const int MostPending = 1024;

    private readonly StringBuilder _pending = new();

    // Of sizes that nobody has looked at yet only the last one counts.
    private readonly Channel<TerminalSize> _sizes = Channel.CreateBounded<TerminalSize>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    /// <summary>The sizes, as they come.</summary>
    public IAsyncEnumerable<TerminalSize> ReadAllAsync(CancellationToken cancellationToken) =>
        _sizes.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Takes a piece of the reports.</summary>
    public void Take(ReadOnlySpan<byte> piece)
    {
        foreach (var value in piece)
        {
            _pending.Append((char)value);
            if (value == '}')
            {
                Report(_pending.ToString());
                _pending.Clear();
            }
            else if (_pending.Length > MostPending)
            {
                _pending.Clear();
            }
        }
    }

    /// <summary>No more will come.</summary>
    public void End() => _sizes.Writer.TryComplete();

    private void Report(string text)
    {
        try
        {
            var report = JsonText.Parse(text);
            if (
                report.NumberAt("Width") is { } width and > 0 and <= ushort.MaxValue
                && report.NumberAt("Height") is { } height and > 0 and <= ushort.MaxValue
            )
            {
                _sizes.Writer.TryWrite(new TerminalSize((int)width, (int)height));
            }
        }
        catch (DataSyntaxException)
        {
            // The terminal keeps its size.
        }
    }
}
