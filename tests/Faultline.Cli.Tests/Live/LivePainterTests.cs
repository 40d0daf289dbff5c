using Faultline.Cli.Rendering.Live;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Live;

public sealed class LivePainterTests : IDisposable
{
    private readonly FakeScreen _screen = new();
    private readonly ManualClock _clock = new();
    private TerminalSize? _size = new(40, 10);
    private string[] _picture = ["picture one", "picture two"];

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Lines_scroll_above_the_picture_and_none_is_lost()
    {
        var painter = Painter();

        painter.WriteAbove("first");
        _clock.Advance(TimeSpan.FromSeconds(1));
        painter.WriteAbove("second");
        painter.WriteAbove("third");
        _clock.Advance(TimeSpan.FromSeconds(1));
        painter.Tick();

        _screen.Text.ShouldBe("first\nsecond\nthird\npicture one\npicture two");
    }

    [Fact]
    public void A_picture_is_replaced_by_the_next_also_by_a_shorter_one()
    {
        var painter = Painter();
        painter.WriteAbove("line");
        _picture = ["less"];

        painter.Tick();

        _screen.Text.ShouldBe("line\nless");
    }

    [Fact]
    public void At_the_end_only_the_lines_are_left_and_the_cursor_stands_below_them()
    {
        var painter = Painter();
        painter.WriteAbove("line");

        painter.End();
        painter.Tick();
        painter.WriteAbove("last");

        (_screen.Text, _screen.IsBelow).ShouldBe(("line\nlast", true));
    }

    [Fact]
    public void Whenever_it_is_killed_the_cursor_stands_below_what_was_written()
    {
        var painter = Painter();

        painter.WriteAbove("line");

        _screen.IsBelow.ShouldBeTrue();
    }

    [Fact]
    public void The_picture_never_reaches_the_edge_of_a_terminal_that_was_made_smaller()
    {
        var asked = new List<(int Width, int Height)>();
        var painter = new LivePainter(
            _screen,
            () => _size,
            _clock,
            (width, height) =>
            {
                asked.Add((width, height));
                return [];
            }
        );
        painter.WriteAbove("line");
        _size = new TerminalSize(21, 5);

        painter.Tick();

        asked.ShouldBe([(39, 8), (20, 3)]);
    }

    [Fact]
    public void Nobody_who_looks_any_more_is_no_reason_to_fail()
    {
        var painter = new LivePainter(new ClosedPipe(), () => _size, _clock, (_, _) => _picture);

        painter.Tick();
        painter.End();
    }

    private LivePainter Painter() => new(_screen, () => _size, _clock, (_, _) => _picture);

    private sealed class ClosedPipe : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");
    }
}
