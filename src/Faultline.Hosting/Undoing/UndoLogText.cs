using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Undoing;

/// <summary>A line of an undo log that could not be used.</summary>
/// <param name="Line">Its number, from 1 on.</param>
/// <param name="Message">What is wrong with it, in a sentence without a full stop.</param>
/// <param name="IsTornEnd">
/// Whether it is the last line, and was never finished: whoever wrote it was ended meanwhile, before anything that depended on it.
/// </param>
public sealed record UndoLogProblem(int Line, string Message, bool IsTornEnd);

/// <summary>What an undo log holds.</summary>
/// <param name="Owners">The processes that answered for it last; null where no line says so.</param>
/// <param name="Effects">Each effect as it was last, in the order in which they were captured.</param>
/// <param name="Problems">The lines that could not be used.</param>
public sealed record UndoLogContent(
    UndoEntry.Owners? Owners,
    ImmutableArray<UndoEntry.Effect> Effects,
    ImmutableArray<UndoLogProblem> Problems
)
{
    /// <summary>Whether lines were lost that may have named an effect.</summary>
    public bool IsDamaged => Problems.Any(problem => !problem.IsTornEnd);

    /// <summary>The effects that may not have been undone.</summary>
    public IEnumerable<UndoEntry.Effect> Open => Effects.Where(effect => effect.IsOpen);
}

/// <summary>
/// The lines of an undo log. Each stands for itself: the version of the form, a checksum, and an object; what is wrong with one line
/// harms no other.
/// <code>
/// 1 5d2f09ac {"phase": "applying", "record": {…}}
/// </code>
/// </summary>
internal static class UndoLogText
{
    private const int Version = 1;
    private const byte NewLine = (byte)'\n';

    /// <summary>A line, its end included.</summary>
    public static byte[] Write(UndoEntry entry)
    {
        var json = new ArrayBufferWriter<byte>();
        JsonText.Write(json, UndoEntry.Write(entry), indent: 0);
        var start = string.Create(CultureInfo.InvariantCulture, $"{Version} {Checksum(json.WrittenSpan):x8} ");
        return [.. Encoding.ASCII.GetBytes(start), .. json.WrittenSpan, NewLine];
    }

    /// <summary>Reads what there is: of every effect the last line that can be read counts.</summary>
    public static UndoLogContent Read(ReadOnlySpan<byte> bytes)
    {
        UndoEntry.Owners? owners = null;
        var effects = new List<UndoEntry.Effect>();
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<UndoLogProblem>();
        for (var number = 1; !bytes.IsEmpty; number++)
        {
            var end = bytes.IndexOf(NewLine);
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            try
            {
                switch (ReadLine(line))
                {
                    case UndoEntry.Owners found:
                        owners = found;
                        break;
                    case UndoEntry.Effect effect when at.TryGetValue(effect.Record.Id, out var place):
                        effects[place] = effect;
                        break;
                    case UndoEntry.Effect effect:
                        at[effect.Record.Id] = effects.Count;
                        effects.Add(effect);
                        break;
                }
            }
            catch (Exception e) when (e is InvalidDataException or DataSyntaxException)
            {
                problems.Add(new UndoLogProblem(number, e.Message, IsTornEnd: end < 0));
            }
        }

        return new UndoLogContent(owners, [.. effects], problems.ToImmutable());
    }

    private static UndoEntry ReadLine(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        var second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)' ') + first + 1;
        if (
            second <= first
            || !int.TryParse(line[..first], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !uint.TryParse(line[(first + 1)..second], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
        )
        {
            throw new InvalidDataException("it is no line of an undo log");
        }

        var json = line[(second + 1)..];
        if (Checksum(json) != checksum)
        {
            throw new InvalidDataException("its checksum does not fit");
        }

        return version != Version
            ? throw new InvalidDataException($"it has the form {version}, and this version of Faultline knows {Version} only")
            : UndoEntry.Read(JsonText.Parse(json) as DataObject ?? throw new InvalidDataException("it is no object"));
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return ~sum;
    }
}
