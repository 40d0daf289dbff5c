using System.Text;

namespace Faultline.Documents.Tests;

/// <summary>A few changes to a text: of the kind that fingers, merges and bad transfers make.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "&a ",
            "*a",
            "<<: *a",
            "!!int ",
            "!!float ",
            "!!timestamp ",
            "!x ",
            "!<tag:yaml.org,2002:bool> ",
            "%YAML 1.1\n",
            "%YAML 99999999999.1\n",
            "%TAG ! x\n",
            "---\n",
            "...\n",
            "? ",
            ": ",
            ":",
            "- ",
            "|\n",
            "|9\n",
            ">-\n",
            "\t",
            "\r",
            "{",
            "}",
            "[",
            "]",
            ",",
            "\"",
            "'",
            "#",
            "@",
            "`",
            "\\U0010FFFF",
            "\\UFFFFFFFF",
            "\\uD800",
            "\\x",
            "99999999999:59",
            "1:59:59.9",
            "2026-02-30",
            "2026-01-02T03:04:05.123456789+99:99",
            "0x",
            "1e999",
            ".nan",
            "\uFEFF",
            "\u0085",
            "\u2028",
            "\0",
            "😀",
            "&",
            "*",
            "[[[[[[[[[[[[[[[[[[[[",
            "- - - - - - - - - - ",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC3],
        [0xED, 0xA0, 0x80],
    ];

    public static byte[] Of(byte[] text, Random random)
    {
        var bytes = new List<byte>(text);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 3 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 4 when at < bytes.Count:
                bytes[at] = (byte)" \n:-{}[],'\"&*!|>%@0123456789.eE+~<"[random.Next(34)];
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
