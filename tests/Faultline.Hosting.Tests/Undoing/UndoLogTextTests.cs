using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Hosting.Tests.Undoing;

/// <summary>What is read of an undo log, whatever happened to it.</summary>
public sealed class UndoLogTextTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_261_121, 31);

    private static readonly UndoEntry[] Entries =
    [
        new UndoEntry.Owners("run-1", ProcessIdentity.Own, Some.Nobody),
        Some.Effect("fl-a", UndoPhase.Captured),
        Some.Effect("fl-a", UndoPhase.Applying),
        Some.Effect("fl-b", UndoPhase.Captured),
        Some.Effect("fl-a", UndoPhase.Applied),
        Some.Effect("fl-b", UndoPhase.Applying),
        Some.Effect("fl-a", UndoPhase.Reverted) with
        {
            Message = "done",
        },
        Some.Effect("fl-b", UndoPhase.Failed) with
        {
            Message = "it is busy",
            Commands = ["rm x"],
        },
    ];

    [Fact]
    public void What_is_written_is_read_back()
    {
        var content = UndoLogText.Read(Log(Entries));

        content.Problems.ShouldBeEmpty();
        content.Owners.ShouldBe(Entries[0]);
        content.Effects.Select(Texts).ShouldBe([Texts(Entries[6]), Texts(Entries[7])]);
        content.Open.Select(effect => effect.Record.Id).ShouldBe(["fl-b"]);
    }

    [Fact]
    public void A_record_is_its_text_and_back()
    {
        var record = Some.Record("fl-x") with { After = null, Irreversible = null, Target = DataObject.Empty };

        var read = UndoRecordText.Read(JsonText.Parse(JsonText.Write(UndoRecordText.Write(record), indent: 0)));

        UndoRecordText.Write(read).ToString().ShouldBe(UndoRecordText.Write(record).ToString());
        (read.At, read.Claims[0], read.Seed, read.After).ShouldBe((record.At, record.Claims[0], -7, null));
    }

    [Fact]
    public void A_log_that_is_cut_at_any_byte_keeps_all_lines_before_the_cut()
    {
        var lines = Entries.Select(UndoLogText.Write).ToArray();
        byte[] log = [.. lines.SelectMany(line => line)];
        for (var cut = 0; cut <= log.Length; cut++)
        {
            var content = UndoLogText.Read(log.AsSpan(0, cut));

            // The end of a line is no part of what it says.
            var (whole, length) = (0, 0);
            while (whole < lines.Length && length + lines[whole].Length - 1 <= cut)
            {
                length += lines[whole++].Length;
            }

            var expected = UndoLogText.Read(Log(Entries[..whole]));
            content.Effects.Select(Texts).ShouldBe(expected.Effects.Select(Texts), $"cut at {cut}");
            content.IsDamaged.ShouldBeFalse($"cut at {cut}");
            content.Problems.Length.ShouldBe(cut > length ? 1 : 0, $"cut at {cut}");
        }
    }

    [Fact]
    public void A_line_that_was_changed_in_any_byte_harms_no_other_and_is_told_of()
    {
        var (before, line, after) = (
            UndoLogText.Write(Entries[1]),
            UndoLogText.Write(Some.Effect("fl-m", UndoPhase.Applied)),
            UndoLogText.Write(Entries[4])
        );
        for (var at = 0; at < line.Length - 1; at++)
        {
            foreach (var value in (byte[])[0, (byte)'\n', (byte)' ', (byte)(line[at] ^ 1), 0xff])
            {
                if (value == line[at])
                {
                    continue;
                }

                byte[] changed = [.. line];
                changed[at] = value;

                var content = UndoLogText.Read([.. before, .. changed, .. after]);

                content.Effects.Select(effect => (effect.Record.Id, effect.Phase)).ShouldBe([("fl-a", UndoPhase.Applied)], $"byte {at}");
                content.IsDamaged.ShouldBeTrue($"byte {at} is {value}");
            }
        }
    }

    [Fact]
    public void Garbage_between_the_lines_harms_none_of_them() =>
        Check.One(
            Settings,
            Prop.ForAll(
                Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf().ListOf().ToArbitrary(),
                pieces =>
                {
                    var log = new List<byte>();
                    for (var i = 0; i < Math.Max(pieces.Count, Entries.Length); i++)
                    {
                        log.AddRange(i < pieces.Count ? [.. pieces[i], (byte)'\n'] : []);
                        log.AddRange(i < Entries.Length ? UndoLogText.Write(Entries[i]) : []);
                    }

                    var content = UndoLogText.Read([.. log]);
                    content.Effects.Select(Texts).ShouldBe([Texts(Entries[6]), Texts(Entries[7])]);
                    content.IsDamaged.ShouldBe(pieces.Any(piece => piece.Any(value => value != (byte)'\n')));
                }
            )
        );

    [Fact]
    public void A_line_of_another_version_is_told_of()
    {
        var line = Encoding.UTF8.GetString(UndoLogText.Write(Entries[1]));

        var content = UndoLogText.Read(Encoding.UTF8.GetBytes("2" + line[1..] + Encoding.UTF8.GetString(UndoLogText.Write(Entries[4]))));

        content.Effects.Single().Phase.ShouldBe(UndoPhase.Applied);
        content.Problems.Single().Message.ShouldBe("it has the form 2, and this version of Faultline knows 1 only");
    }

    [Fact]
    public void A_record_of_another_version_is_told_of()
    {
        var text = UndoLogText.Write(Some.Effect("fl-a", UndoPhase.Applied) with { Record = Some.Record("fl-a") with { Version = 2 } });

        UndoLogText
            .Read(text)
            .Problems.Single()
            .Message.ShouldBe("the undo record has the form 2, and this version of Faultline knows 1 only");
    }

    private static byte[] Log(IEnumerable<UndoEntry> entries) => [.. entries.SelectMany(UndoLogText.Write)];

    private static string Texts(UndoEntry entry) => UndoEntry.Write(entry).ToString();
}
