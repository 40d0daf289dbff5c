using Faultline.Spdy.Frames;

namespace Faultline.Spdy.Tests;

/// <summary>Blocks that zlib 1.2.13 has compressed with SPDY/3's dictionary.</summary>
public sealed class HeaderBlockTests
{
    private const string First = "78f9e3c6a7c202a62346703a2b294a4dcc851625c0149b925f5a02000000ffff";
    private const string Second = "0225480c39d654502400199c459028cd042575460348215e04ce2f1606160600000000ffff";
    private const string Third = "821a8c28b69913199200000000ffff";

    [Fact]
    public void Blocks_of_a_real_compressor_can_be_read_one_after_another()
    {
        using var unpacker = new HeaderUnpacker();

        var blocks = new[] { First, Second, Third }.Select(block => unpacker.Unpack(Convert.FromHexString(block)).ToString());

        blocks.ShouldBe(["streamtype: stdout", "streamtype: error, requestid: 0, port: 8080", "accept: a, accept: b"]);
    }

    [Fact]
    public void The_dictionary_is_the_one_that_its_checksum_names()
    {
        var (a, b) = (1u, 0u);
        foreach (var value in HeaderDictionary.Bytes.Span)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        ((b << 16) | a).ShouldBe(HeaderDictionary.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("78")]
    [InlineData("78bb00000000")] // another dictionary
    [InlineData("7801ffffffff")] // no deflate block
    [InlineData("1f8b08000000")] // gzip
    [InlineData("78f9e3c6a7c202a62346703a2b")] // cut
    public void What_is_no_block_is_an_error(string block)
    {
        using var unpacker = new HeaderUnpacker();

        Should.Throw<SpdyException>(() => unpacker.Unpack(Convert.FromHexString(block)));
    }

    [Theory]
    [InlineData("7fffffff")] // two thousand million headers
    [InlineData("000000017fffffff")] // a name as long
    [InlineData("00000001000000016100ffffff")] // a value of 16 MiB
    [InlineData("0000000100000001410000000161")] // an upper-case name
    [InlineData("0000000100000000")] // no name
    [InlineData("000000020000000161000000016100000001610000000162")] // a name twice
    [InlineData("0000000000")] // more than is said
    public void Headers_that_can_not_be_are_an_error(string plain)
    {
        using var unpacker = new HeaderUnpacker();
        var bytes = Convert.FromHexString(plain);
        byte[] block =
        [
            0x78,
            0xbb,
            0xe3,
            0xc6,
            0xa7,
            0xc2,
            0,
            (byte)bytes.Length,
            0,
            (byte)~bytes.Length,
            0xff,
            .. bytes,
            0,
            0,
            0,
            0xff,
            0xff,
        ];

        Should.Throw<SpdyException>(() => unpacker.Unpack(block)).Status.ShouldBe(SpdyStatus.ProtocolError);
    }
}
