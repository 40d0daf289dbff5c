using System.Security.Cryptography;

namespace Faultline.Spdy.Tests;

public sealed class SpdyConnectionTests
{
    private static CancellationToken Cancelled => ConnectionPair.Cancelled;

    [Fact(Timeout = 10_000)]
    public async Task A_stream_is_opened_answered_and_ended_in_each_direction_on_its_own()
    {
        await using var pair = new ConnectionPair();
        var near = await pair.Client.OpenAsync(SpdyHeaders.Of(("StreamType", "data"), ("port", "80")), Cancelled);
        var far = (await pair.Server.AcceptAsync(Cancelled)).ShouldNotBeNull();
        await far.ReplyAsync(SpdyHeaders.Of(("fine", "yes")), Cancelled);

        await near.WriteAsync("question"u8.ToArray(), Cancelled);
        await near.CompleteWritesAsync(Cancelled);
        var question = await ConnectionPair.ReadAllAsync(far);
        await far.WriteAsync("answer"u8.ToArray(), Cancelled);
        await far.CompleteWritesAsync(Cancelled);
        var answer = await ConnectionPair.ReadAllAsync(near);

        far.Headers.ToString().ShouldBe("streamtype: data, port: 80");
        (await near.Reply).ToString().ShouldBe("fine: yes");
        (question, answer).ShouldBe(("question", "answer"));
    }

    [Theory(Timeout = 20_000)]
    [InlineData(SpdyFlow.Windows)]
    [InlineData(SpdyFlow.Transport)]
    public async Task Megabytes_arrive_both_ways_at_once_on_many_streams(SpdyFlow flow)
    {
        await using var pair = new ConnectionPair(new SpdyOptions { Flow = flow });
        var bytes = RandomNumberGenerator.GetBytes(1_000_003);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    var near = await pair.Client.OpenAsync(SpdyHeaders.Empty, Cancelled);
                    var far = (await pair.Server.AcceptAsync(Cancelled)).ShouldNotBeNull();
                    await Task.WhenAll(SendAsync(near, bytes), SendAsync(far, bytes), ExpectAsync(near, bytes), ExpectAsync(far, bytes));
                })
        );
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_writes_waits_for_who_reads()
    {
        await using var pair = new ConnectionPair();
        var (near, far) = await pair.StreamAsync();
        var written = 0;

        var writing = Task.Run(
            async () =>
            {
                for (; written < 1_000; written++)
                {
                    await near.WriteAsync(new byte[1_000], Cancelled);
                }
            },
            Cancelled
        );
        await pair.Client.PingAsync(Cancelled);
        while (Volatile.Read(ref written) < 65)
        {
            await pair.Client.PingAsync(Cancelled);
        }

        await pair.Client.PingAsync(Cancelled);
        written.ShouldBe(65);
        await far.ReadExactlyAsync(new byte[1_000_000], Cancelled);
        await writing;
    }

    [Fact(Timeout = 10_000)]
    public async Task A_stream_that_nobody_reads_does_not_hold_up_the_others()
    {
        await using var pair = new ConnectionPair();
        var (stuck, _) = await pair.StreamAsync();
        var writing = stuck.WriteAsync(new byte[100_000], Cancelled).AsTask();
        var (near, far) = await pair.StreamAsync();
        var bytes = new byte[1_000_000];

        await Task.WhenAll(SendAsync(near, bytes), ExpectAsync(far, bytes));

        writing.IsCompleted.ShouldBeFalse();
        stuck.Reset();
        await Should.ThrowAsync<SpdyException>(writing);
    }

    [Fact(Timeout = 10_000)]
    public async Task To_a_peer_that_grants_nothing_everything_can_be_sent_without_windows()
    {
        await using var pair = new ConnectionPair(
            ConnectionPair.WithoutWindows,
            new SpdyOptions { StreamWindow = 8_000_000, ConnectionWindow = 8_000_000 }
        );
        var (near, far) = await pair.StreamAsync();
        var bytes = new byte[3_000_000];

        await Task.WhenAll(SendAsync(near, bytes), ExpectAsync(far, bytes));
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_sends_more_than_is_granted_loses_the_stream()
    {
        await using var pair = new ConnectionPair(ConnectionPair.WithoutWindows, new SpdyOptions());
        var (near, _) = await pair.StreamAsync();

        var failure = await Should.ThrowAsync<SpdyException>(async () =>
        {
            while (true)
            {
                await near.WriteAsync(new byte[10_000], Cancelled);
            }
        });

        failure.Status.ShouldBe(SpdyStatus.FlowControlError);
        await pair.Client.PingAsync(Cancelled);
    }

    [Fact(Timeout = 10_000)]
    public async Task Another_window_is_announced_and_heeded()
    {
        await using var pair = new ConnectionPair(new SpdyOptions(), new SpdyOptions { StreamWindow = 300_000 });
        var (first, _) = await pair.StreamAsync();

        await first.WriteAsync(new byte[300_000], Cancelled);

        var more = first.WriteAsync(new byte[1], Cancelled).AsTask();
        await pair.Client.PingAsync(Cancelled);
        more.IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 10_000)]
    public async Task A_reset_fails_the_writer_and_lets_the_reader_finish_what_has_arrived()
    {
        await using var pair = new ConnectionPair();
        var (near, far) = await pair.StreamAsync();
        await far.WriteAsync("last words"u8.ToArray(), Cancelled);

        far.Reset();
        await pair.Server.PingAsync(Cancelled);
        var words = new byte[10];
        await near.ReadExactlyAsync(words, Cancelled);

        words.ShouldBe("last words"u8.ToArray());
        (await Should.ThrowAsync<SpdyException>(async () => await near.ReadExactlyAsync(words, Cancelled))).IsReset.ShouldBeTrue();
        (await Should.ThrowAsync<SpdyException>(async () => await near.WriteAsync(words, Cancelled))).Status.ShouldBe(SpdyStatus.Cancel);
    }

    [Fact(Timeout = 10_000)]
    public async Task One_stream_more_than_is_taken_is_refused()
    {
        await using var pair = new ConnectionPair(new SpdyOptions { MostStreams = 1 });
        var (near, far) = await pair.StreamAsync();

        var second = await pair.Client.OpenAsync(SpdyHeaders.Empty, Cancelled);
        (await Should.ThrowAsync<SpdyException>(second.Reply)).Status.ShouldBe(SpdyStatus.RefusedStream);

        await near.CompleteWritesAsync(Cancelled);
        await far.CompleteWritesAsync(Cancelled);
        await ConnectionPair.ReadAllAsync(far);
        await pair.StreamAsync();
    }

    [Fact(Timeout = 10_000)]
    public async Task After_a_farewell_open_streams_go_on_and_new_ones_fail()
    {
        await using var pair = new ConnectionPair();
        var (near, far) = await pair.StreamAsync();

        await pair.Server.GoAwayAsync(Cancelled);
        await pair.Server.PingAsync(Cancelled);

        await Task.WhenAll(SendAsync(near, new byte[10]), ExpectAsync(far, new byte[10]));
        (await Should.ThrowAsync<SpdyException>(pair.Client.OpenAsync(SpdyHeaders.Empty, Cancelled))).Status.ShouldBe(
            SpdyStatus.RefusedStream
        );
    }

    [Fact(Timeout = 10_000)]
    public async Task Later_headers_are_added_to_the_first_ones()
    {
        await using var pair = new ConnectionPair();
        var (near, far) = await pair.StreamAsync();

        await near.SendHeadersAsync(SpdyHeaders.Of(("more", "yes")), Cancelled);
        await pair.Client.PingAsync(Cancelled);

        far.Headers.ToString().ShouldBe("streamtype: data, more: yes");
    }

    [Fact(Timeout = 10_000)]
    public async Task When_the_connection_breaks_everything_on_it_fails_and_says_so()
    {
        await using var pair = new ConnectionPair();
        var (near, far) = await pair.StreamAsync();
        await near.WriteAsync("there"u8.ToArray(), Cancelled);
        await pair.Client.PingAsync(Cancelled);
        var accepting = pair.Server.AcceptAsync(Cancelled).AsTask();

        pair.ClientWire.Break();

        await Should.ThrowAsync<SpdyException>(pair.Server.Completion);
        (await accepting).ShouldBeNull();
        await far.ReadExactlyAsync(new byte[5], Cancelled);
        (await Should.ThrowAsync<SpdyException>(async () => await far.ReadExactlyAsync(new byte[1], Cancelled))).Message.ShouldContain(
            "broken"
        );
    }

    [Fact(Timeout = 10_000)]
    public async Task A_connection_that_is_closed_between_frames_ends_well_and_its_open_streams_do_not()
    {
        await using var pair = new ConnectionPair();
        var (_, far) = await pair.StreamAsync();

        await pair.Client.DisposeAsync();

        await pair.Server.Completion.WaitAsync(Cancelled);
        await Should.ThrowAsync<SpdyException>(async () => await far.ReadExactlyAsync(new byte[1], Cancelled));
    }

    [Fact(Timeout = 10_000)]
    public async Task Garbage_ends_the_connection_with_a_farewell_that_says_why()
    {
        var (near, far) = Wire.Pair();
        await using var server = SpdyConnection.Start(far, SpdyRole.Server, ConnectionPair.WithoutWindows);

        await near.WriteAsync("\u0080\u0002 is another version"u8.ToArray(), Cancelled);
        await near.WriteAsync(new byte[8], Cancelled);

        await Should.ThrowAsync<SpdyException>(server.Completion);
        var farewell = new byte[16];
        await near.ReadExactlyAsync(farewell, Cancelled);
        Convert.ToHexStringLower(farewell).ShouldBe("80030007000000080000000000000001");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_asks_on_and_on_and_never_reads_the_answers_is_cut_off()
    {
        var (near, far) = Wire.Pair();
        await using var server = SpdyConnection.Start(far, SpdyRole.Server, ConnectionPair.WithoutWindows);
        byte[] ping = [0x80, 3, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1];

        var asking = Task.Run(
            async () =>
            {
                while (!server.Completion.IsCompleted)
                {
                    await near.WriteAsync(ping, Cancelled);
                }
            },
            Cancelled
        );

        (await Should.ThrowAsync<SpdyException>(server.Completion.WaitAsync(Cancelled))).Status.ShouldBe(SpdyStatus.ProtocolError);
        await server.DisposeAsync();
        await asking;
    }

    [Fact(Timeout = 10_000)]
    public async Task Data_for_a_stream_that_never_was_are_answered_with_a_reset()
    {
        var (near, far) = Wire.Pair();
        await using var server = SpdyConnection.Start(far, SpdyRole.Server, ConnectionPair.WithoutWindows);

        await near.WriteAsync(new byte[] { 0, 0, 0, 9, 0, 0, 0, 1, 65 }, Cancelled);

        var reset = new byte[16];
        await near.ReadExactlyAsync(reset, Cancelled);
        Convert.ToHexStringLower(reset).ShouldBe("80030003000000080000000900000002");
    }

    private static async Task SendAsync(SpdyStream stream, byte[] bytes)
    {
        await stream.WriteAsync(bytes, Cancelled);
        await stream.CompleteWritesAsync(Cancelled);
    }

    private static async Task ExpectAsync(SpdyStream stream, byte[] bytes)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancelled);
        all.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }
}
