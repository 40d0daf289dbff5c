using Faultline.Spdy.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Spdy.Tests;

public sealed class FramePropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20_261_121, 31);

    private static readonly Gen<int> Ids = Gen.OneOf(Gen.Choose(1, 9), Gen.Choose(1, int.MaxValue));

    private static readonly Gen<bool> Flags = Gen.Elements(true, false);

    private static readonly Gen<SpdyHeaders> Headers = Gen.Elements("streamtype", "port", "x-é", "accept", "a", "long")
        .Zip(Gen.Elements("", "stdout", "8080", "ü中😀", new string('y', 5_000)))
        .ListOf()
        .Select(pairs => SpdyHeaders.Of([.. pairs.Take(8)]));

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf(),
        Gen.Choose(0, 40_000).Select(size => Enumerable.Range(0, size).Select(number => (byte)number).ToArray())
    );

    private static readonly Gen<Frame> Frames = Gen.OneOf<Frame>(
        Three(Ids, Headers, Flags)
            .Select(all => (Frame)new Frame.SynStream(all.Item1, all.Item2) { IsLast = all.Item3, Priority = (byte)(all.Item1 % 8) }),
        Three(Ids, Headers, Flags).Select(all => (Frame)new Frame.SynReply(all.Item1, all.Item2, all.Item3)),
        Three(Ids, Headers, Flags).Select(all => (Frame)new Frame.MoreHeaders(all.Item1, all.Item2, all.Item3)),
        Three(Ids, Bytes, Flags).Select(all => (Frame)new Frame.Data(all.Item1, all.Item2, all.Item3)),
        Ids.Select(id => (Frame)new Frame.Reset(id, SpdyStatus.Cancel)),
        Ids.Select(id => (Frame)new Frame.Ping((uint)id)),
        Ids.Select(id => (Frame)new Frame.GoAway(id, 2)),
        Gen.Elements(0, 7).Zip(Ids).Select(pair => (Frame)new Frame.WindowUpdate(pair.Item1, pair.Item2)),
        Gen.Choose(0, 9)
            .ListOf()
            .Select(ids => (Frame)new Frame.Settings([.. ids.Select(id => new Frame.Setting(1, id, (uint)(id * 1_000)))]))
    );

    [Fact]
    public void Any_frames_in_any_pieces_are_read_as_they_were_written() =>
        Prop.ForAll(
                Frames.ListOf().Zip(Gen.Choose(1, 5_000).ArrayOf()).ToArbitrary(),
                pair =>
                {
                    var (read, failure) = Read(Write(pair.Item1), pair.Item2);
                    return failure is null && Describe(read).SequenceEqual(Describe(pair.Item1));
                }
            )
            .Check(Settings);

    [Fact]
    public void Any_bytes_are_frames_or_an_error() =>
        Prop.ForAll(
                Bytes.Zip(Gen.Choose(1, 50).ArrayOf()).ToArbitrary(),
                pair => Read(pair.Item1, pair.Item2) is { Failure: null or SpdyException }
            )
            .Check(Settings);

    [Fact]
    public void Frames_with_a_wrong_byte_are_frames_or_an_error() =>
        Prop.ForAll(
                Three(Frames.NonEmptyListOf(), Gen.Choose(0, int.MaxValue), Gen.Choose(1, 255)).ToArbitrary(),
                all =>
                {
                    var bytes = Write(all.Item1);
                    bytes[all.Item2 % bytes.Length] ^= (byte)all.Item3;
                    return Read(bytes) is { Failure: null or SpdyException };
                }
            )
            .Check(Settings);

    [Fact]
    public void Frames_that_are_cut_are_an_error_wherever_they_are_cut() =>
        Prop.ForAll(
                Frames.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(),
                pair =>
                {
                    var bytes = Write([pair.Item1]);
                    return Read(bytes[..(1 + (pair.Item2 % (bytes.Length - 1)))]).Failure is SpdyException;
                }
            )
            .Check(Settings);

    private static Gen<(T1 Item1, T2 Item2, T3 Item3)> Three<T1, T2, T3>(Gen<T1> first, Gen<T2> second, Gen<T3> third) =>
        first.Zip(second).Zip(third).Select(all => (all.Item1.Item1, all.Item1.Item2, all.Item2));

    private static byte[] Write(IEnumerable<Frame> frames)
    {
        var writer = new FrameWriter();
        return [.. frames.SelectMany(frame => writer.Write(frame).ToArray())];
    }

    private static (List<Frame> Frames, Exception? Failure) Read(byte[] bytes, params int[] sizes)
    {
        using var reader = new FrameReader(new Pieces(bytes, sizes));
        var frames = new List<Frame>();
        try
        {
            // Nothing waits here: what is read lies in memory.
            while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } frame)
            {
                frames.Add(frame);
            }

            return (frames, null);
        }
        catch (SpdyException e)
        {
            return (frames, e);
        }
    }

    // Data count as bytes of a stream, however many frames they come in; headers as what stands in them.
    private static List<string> Describe(IEnumerable<Frame> frames)
    {
        var all = new List<string>();
        var open = "";
        foreach (var frame in frames)
        {
            if (frame is Frame.Data data)
            {
                open += Convert.ToHexString(data.Bytes.Span);
                all.Add($"data {data.StreamId}");
                if (data.IsLast)
                {
                    all.Add("last " + open);
                    open = "";
                }
            }
            else
            {
                all.Add(
                    frame switch
                    {
                        Frame.SynStream syn => $"syn {syn.StreamId} {syn.Priority} {syn.IsLast} {Text(syn.Headers)}",
                        Frame.SynReply reply => $"reply {reply.StreamId} {reply.IsLast} {Text(reply.Headers)}",
                        Frame.MoreHeaders more => $"more {more.StreamId} {more.IsLast} {Text(more.Values)}",
                        Frame.Settings settings => $"settings {string.Join(' ', settings.Values)}",
                        _ => frame.ToString(),
                    }
                );
            }
        }

        all.Add("rest " + open);
        return [.. all.Where((line, at) => at == 0 || line != all[at - 1])];
    }

    private static string Text(SpdyHeaders headers) =>
        string.Join(';', headers.GroupBy(pair => pair.Key, pair => pair.Value).Select(entry => $"{entry.Key}={string.Join(',', entry)}"));
}
