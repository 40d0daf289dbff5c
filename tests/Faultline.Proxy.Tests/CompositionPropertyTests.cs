using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Tests;

/// <summary>What holds for toxics in any number and order, for data that come in any pieces: on times alone, from seeds.</summary>
public sealed class CompositionPropertyTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;
    private const int Cases = 400;

    [Fact]
    public void Pieces_go_in_their_order_and_all_of_them_go()
    {
        ForAll(scenario =>
        {
            var sent = scenario.Run(scenario.Toxics);

            sent.Sum(piece => piece.Length).ShouldBe(scenario.Chunks.Sum(chunk => chunk.Length));
            sent.ShouldAllBe(piece => piece.Length > 0 && piece.Due >= piece.Arrived);
            sent.Zip(sent.Skip(1)).ShouldAllBe(pair => pair.First.Due <= pair.Second.Due);
        });
    }

    [Fact]
    public void A_latency_anywhere_shifts_everything_by_itself_and_by_no_more()
    {
        ForAll(scenario =>
        {
            var at = scenario.Random.Next(scenario.Toxics.Length + 1);
            var shift = scenario.Random.Next(1, 500);

            var without = scenario.Run(scenario.Toxics);
            var with = scenario.Run([.. scenario.Toxics[..at], ("latency", [shift, 0]), .. scenario.Toxics[at..]]);

            with.Select(piece => (piece.Due - (shift * Millisecond), piece.Length))
                .ShouldBe(without.Select(piece => (piece.Due, piece.Length)));
        });
    }

    [Fact]
    public void The_slowest_line_is_the_rate_of_all()
    {
        ForAll(scenario =>
        {
            var rate = scenario.Random.Next(1, 50);
            var at = scenario.Random.Next(scenario.Toxics.Length + 1);
            var sent = scenario.Run([.. scenario.Toxics[..at], ("bandwidth", [rate]), .. scenario.Toxics[at..]]);

            // By the time a piece leaves, all that left before it has gone over the line as well.
            var gone = 0L;
            foreach (var piece in sent)
            {
                gone += piece.Length;
                (piece.Due - scenario.Chunks[0].Arrived).ShouldBeGreaterThanOrEqualTo((gone * Millisecond / rate) - sent.Count);
            }
        });
    }

    [Fact]
    public void Slices_are_as_large_as_was_asked_and_as_far_apart()
    {
        ForAll(scenario =>
        {
            var (size, variation, delay) = (scenario.Random.Next(2, 200), scenario.Random.Next(0, 100), scenario.Random.Next(0, 5000));
            var sent = scenario.Run([("slicer", [size, variation, delay])]);

            sent.ShouldAllBe(piece => piece.Length <= size + variation);
            // The last of what was read at once may be smaller.
            sent.Zip(sent.Skip(1))
                .Where(pair => pair.First.Chunk == pair.Second.Chunk)
                .ShouldAllBe(pair => pair.First.Length >= Math.Max(1, size - variation));
            sent.Zip(sent.Skip(1)).ShouldAllBe(pair => pair.Second.Due - pair.First.Due >= delay * TimeSpan.TicksPerMicrosecond);
        });
    }

    [Fact]
    public void A_limit_anywhere_lets_exactly_so_much_through()
    {
        ForAll(scenario =>
        {
            var total = scenario.Chunks.Sum(chunk => chunk.Length);
            var limit = scenario.Random.Next(1, total * 2);
            var at = scenario.Random.Next(scenario.Toxics.Length + 1);

            var sent = scenario.Run([.. scenario.Toxics[..at], ("limit_data", [limit]), .. scenario.Toxics[at..]]);

            sent.Sum(piece => piece.Length).ShouldBe(Math.Min(total, limit));
        });
    }

    [Fact]
    public void Jitter_stays_within_its_bounds_and_uses_them()
    {
        ForAll(scenario =>
        {
            var (latency, jitter) = (scenario.Random.Next(0, 300), scenario.Random.Next(1, 100));
            var toxics = Scenario.Active([("latency", [latency, jitter])]);
            var drawn = Enumerable.Range(0, 200).Select(chunk => toxics.Due(1000 * Millisecond, 1, chunk) / Millisecond - 1000).ToList();

            // A delay below 0 is none.
            drawn.Min().ShouldBeInRange(Math.Max(0, latency - jitter), Math.Max(0, latency - (jitter / 2)));
            drawn.Max().ShouldBeInRange(latency + (jitter / 2), latency + jitter);
            drawn.Average().ShouldBeInRange(latency - (jitter / 3.0), latency + Math.Max(jitter / 3.0, jitter - latency));
        });
    }

    [Fact]
    public void To_hold_anywhere_holds_everything_and_to_remove_it_lets_go()
    {
        ForAll(scenario =>
        {
            var at = scenario.Random.Next(scenario.Toxics.Length + 1);
            var table = Scenario.Table([.. scenario.Toxics[..at], ("timeout", [0]), .. scenario.Toxics[at..]]);
            var toxics = new ActiveToxics(table, ToxicStream.Downstream, new Chance(new Random(7)));
            toxics.Refresh(0, isWaiting: false);
            toxics.Due(scenario.Chunks[0].Arrived, 1, 0).ShouldBe(ProxyClock.Never);

            table.Remove(toxic => toxic.Kind.Name == "timeout");
            toxics.Refresh(10, isWaiting: true);

            toxics.Due(scenario.Chunks[0].Arrived, 1, 0).ShouldBe(Scenario.Active(scenario.Toxics).Due(scenario.Chunks[0].Arrived, 1, 0));
        });
    }

    private static void ForAll(Action<Scenario> property)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            try
            {
                property(new Scenario(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    private sealed record Piece(long Arrived, long Due, int Length, int Chunk);

    private sealed class Scenario
    {
        public Scenario(int seed)
        {
            Random = new Random(seed);
            Toxics = [.. Enumerable.Range(0, Random.Next(4)).Select(_ => Any())];
            var time = 0L;
            Chunks =
            [
                .. Enumerable
                    .Range(0, Random.Next(1, 12))
                    .Select(_ => (time += Random.Next(3) * Random.Next(50) * Millisecond, Random.Next(1, 2000))),
            ];
        }

        public Random Random { get; }

        public (string Kind, long[] Values)[] Toxics { get; }

        public IReadOnlyList<(long Arrived, int Length)> Chunks { get; }

        public static ToxicTable Table((string Kind, long[] Values)[] toxics)
        {
            var table = new ToxicTable();
            foreach (var (kind, values) in toxics)
            {
                var settings = new ToxicSettings(1, values);
                table
                    .TryAdd(new Toxic($"t{table.All.Count}", ToxicKind.Find(kind)!, ToxicStream.Downstream, settings, null))
                    .ShouldBeTrue();
            }

            return table;
        }

        public static ActiveToxics Active((string Kind, long[] Values)[] toxics)
        {
            var active = new ActiveToxics(Table(toxics), ToxicStream.Downstream, new Chance(new Random(7)));
            active.Refresh(0, isWaiting: false);
            return active;
        }

        // As the writer of a line asks: a piece, when it may go, and that it has gone, just then. To ask again changes nothing.
        public List<Piece> Run((string Kind, long[] Values)[] toxics)
        {
            var active = Active(toxics);
            var asked = new Random(toxics.Length);
            var pieces = new List<Piece>();
            for (var chunk = 0; chunk < Chunks.Count; chunk++)
            {
                var (arrived, left) = Chunks[chunk];
                while (left > 0)
                {
                    var length = active.Cut(left);
                    if (length == 0)
                    {
                        return pieces;
                    }

                    var due = active.Due(arrived, length, chunk);
                    if (asked.Next(3) == 0)
                    {
                        (active.Cut(left), active.Due(arrived, length, chunk)).ShouldBe((length, due));
                    }

                    pieces.Add(new Piece(arrived, due, length, chunk));
                    left -= length;
                    if (active.Sent(length, late: 0))
                    {
                        return pieces;
                    }
                }
            }

            return pieces;
        }

        private (string Kind, long[] Values) Any() =>
            Random.Next(5) switch
            {
                0 => ("latency", [Random.Next(500), 0]),
                1 => ("bandwidth", [Random.Next(1, 200)]),
                2 => ("slicer", [Random.Next(1, 300), 0, Random.Next(3000)]),
                3 => ("slow_close", [Random.Next(500)]),
                _ => ("noop", []),
            };
    }
}
