using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Disks;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Files;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Disks;

public sealed class FillTests
{
    private static readonly Volume Half = new()
    {
        Size = 1000L << 20,
        Free = 550L << 20,
        Available = 500L << 20,
        Kind = 0xef53,
        IsReadOnly = false,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    // 450 of 950 MiB that users may have are in use; a twentieth of the volume, 50 MiB, stays free.
    [InlineData(100, null, null, 450)]
    [InlineData(100, null, 0, 500)]
    [InlineData(100, null, 100, 400)]
    [InlineData(60, null, null, 120)]
    [InlineData(99.99, null, null, 450)]
    [InlineData(100, 10, null, 10)]
    [InlineData(1, 450, null, 450)]
    public void So_much_is_taken(double percent, int? sizeInMebibytes, int? reserveInMebibytes, int takenInMebibytes) =>
        (new DiskFillAmount(percent, (long?)sizeInMebibytes << 20, (long?)reserveInMebibytes << 20).Of(Half, "it") >> 20).ShouldBe(
            takenInMebibytes
        );

    [Theory]
    [InlineData(40, null, null, "it is as full already: 47.4 % are in use, 500 MiB are free, 50 MiB stay free")]
    [InlineData(100, null, 500, "it is as full already: 47.4 % are in use, 500 MiB are free, 500 MiB stay free")]
    [InlineData(100, 451, null, "it has 500 MiB free, of which 50 MiB stay free: 'size' is more than that")]
    [InlineData(0, null, null, "'percent' is 0, which is no share of a volume")]
    [InlineData(101, null, null, "'percent' is 101, which is no share of a volume")]
    public void What_can_not_be_taken_is_refused(double percent, int? sizeInMebibytes, int? reserveInMebibytes, string message) =>
        Should
            .Throw<FaultRefusedException>(() =>
                new DiskFillAmount(percent, (long?)sizeInMebibytes << 20, (long?)reserveInMebibytes << 20).Of(Half, "it")
            )
            .Message.ShouldBe(message);

    [Fact]
    public void Never_more_than_is_there_and_never_into_the_reserve()
    {
        var chance = new Random(9);
        for (var i = 0; i < 2000; i++)
        {
            var size = chance.NextInt64(1 << 20, 1L << 44);
            var free = chance.NextInt64(0, size);
            var volume = Half with { Size = size, Free = free, Available = chance.NextInt64(0, free + 1) };
            var amount = new DiskFillAmount(
                (chance.NextDouble() * 99) + 1,
                chance.Next(2) == 0 ? null : chance.NextInt64(0, size),
                chance.Next(2) == 0 ? null : chance.NextInt64(0, size)
            );
            try
            {
                amount.Of(volume, "it").ShouldBeInRange(1, volume.Available - (amount.Reserve ?? DiskFillAmount.ReserveOf(volume)));
            }
            catch (FaultRefusedException)
            {
                // Nothing to take.
            }
        }
    }

    [Fact]
    public void A_volume_in_memory_is_not_filled_to_the_machines_end() =>
        Should
            .Throw<FaultRefusedException>(() =>
                new DiskFillAmount(100, null, null).Of(
                    Half with
                    {
                        Size = 1L << 50,
                        Free = 1L << 50,
                        Available = 1L << 50,
                        Kind = 0x01021994,
                    },
                    "it"
                )
            )
            .Message.ShouldStartWith("it stands in memory, and ");

    [Fact(Timeout = 60_000)]
    public async Task A_volume_that_others_fill_meanwhile_keeps_what_was_taken_and_says_how_much()
    {
        Assert.SkipWhen(MountWorld.Missing is not null, MountWorld.Missing ?? "");
        await using var mount = new MountWorld();
        await mount.MakeAsync(Stop);
        var context = Trials.Context(DataObject.Of(("type", "process"), ("pid", (long)mount.Pid)));
        var fault = new DiskFill(new DiskFillAmount(100, null, 1 << 20), mount.Folder, 3, 64);
        var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
        await File.WriteAllBytesAsync(mount.FromHere + "/theirs", new byte[15 << 20], Stop);
        var applied = await fault.ApplyAsync(record, context, Stop);
        var proof = await fault.ProveAsync(record, context, ProofMoment.During, Stop);
        proof.State.ShouldBe(ProofState.Unknown, proof.Seen);
        proof.Seen.ShouldStartWith("5 MiB of 19 MiB are taken: 100 % of the volume are in use, 0 bytes are free");
        await applied.Held!.DisposeAsync();
        Directory.EnumerateFileSystemEntries(mount.FromHere).ShouldHaveSingleItem().ShouldEndWith("theirs");
        using var tree = FileTree.Open(mount.FromHere);
        using var folder = tree.OpenFolder("/");
        // A process that is being started elsewhere in this test run may hold the file a moment longer.
        SpinWait.SpinUntil(() => folder.Volume().Available == 5 << 20, 10_000).ShouldBeTrue("what was taken is free again");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_and_workers_that_can_not_be_had_are_refused()
    {
        using var temporary = new TemporaryFolder();
        var amount = new DiskFillAmount(100, 1 << 20, null);
        (await RefusedAsync(new DiskFill(amount, temporary.Path + "/none", 1, 4))).ShouldBe(
            $"there is no folder '{temporary.Path}/none' in this host"
        );
        (await RefusedAsync(new DiskFill(amount, temporary.Path, 0, 4))).ShouldStartWith("0 workers");
        (await RefusedAsync(new DiskFill(amount, temporary.Path, 1, 0))).ShouldContain("blocks of 0 KiB");
        return;

        static async Task<string> RefusedAsync(DiskFill fault) =>
            (await Should.ThrowAsync<FaultRefusedException>(() => fault.CaptureAsync(Trials.Context(), Stop))).Message;
    }
}
