using System.Net;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Tests.Networks.Groups;

public sealed class ProgramSelectionTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::/0", "::/0")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    public void A_network_is_itself(string given, string expected) =>
        ProgramSelection.Networks(AddressRange.Read(given)!).Select(one => one.ToString()).ShouldBe([expected]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Networks_have_all_addresses_of_a_range_and_no_others(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var first = (UInt128)(uint)random.NextInt64(1L << 32);
            var last = UInt128.Min(first + (uint)random.Next(1 << random.Next(1, 30)), uint.MaxValue);
            var next = first;
            foreach (var network in ProgramSelection.Networks(new AddressRange(first, last, false)))
            {
                // One begins where the one before ends.
                AddressRange.Of(network.BaseAddress).First.ShouldBe(next);
                next += (UInt128)1 << (32 - network.PrefixLength);
            }

            next.ShouldBe(last + 1);
        }
    }

    [Fact]
    public void Addresses_of_both_versions_stand_beside_each_other() =>
        ProgramSelection.Networks(AddressRange.Of(IPAddress.Parse("192.0.2.1"))).Single().PrefixLength.ShouldBe(32);
}
