using Faultline.Linux.PacketQueues;

namespace Faultline.Linux.Tests.PacketQueues;

public sealed class WaitingPacketsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Packets_leave_by_their_time_and_by_their_arrival_where_that_is_the_same(int seed)
    {
        var random = new Random(seed);
        using var waiting = new WaitingPackets(1000);
        var expected = new List<(long Due, long Arrival)>();
        for (var arrival = 0; arrival < 1000; arrival++)
        {
            var due = random.Next(50);
            waiting.Add(new WaitingPackets.Packet(due, arrival, (uint)arrival, 10));
            expected.Add((due, arrival));
        }

        (waiting.IsFull, waiting.Bytes).ShouldBe((true, 10_000));
        var taken = new List<(long, long)>();
        while (waiting.Count > 0)
        {
            var first = waiting.First;
            waiting.Take().ShouldBe(first);
            taken.Add((first.Due, first.Arrival));
        }

        taken.ShouldBe(expected.Order());
        waiting.Bytes.ShouldBe(0);
    }
}
