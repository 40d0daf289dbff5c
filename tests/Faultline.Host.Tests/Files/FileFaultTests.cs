using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Files;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Files;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Files;

public sealed class FileFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_write_that_was_cut_off_anywhere_is_undone_to_the_byte()
    {
        var path = _folder.Write("data", "");
        for (var cut = 0; cut <= 40; cut++)
        {
            var content = RandomNumberGenerator.GetBytes(100);
            await File.WriteAllBytesAsync(path, content, Stop);
            var fault = new FileCorrupt(path, 40, 30);
            var (record, context) = await CaptureAsync(fault);
            await fault.ApplyAsync(record, context, Stop);
            var damaged = await File.ReadAllBytesAsync(path, Stop);
            for (var i = 0; i < 100; i++)
            {
                (damaged[i] != content[i]).ShouldBe(i is >= 30 and < 70, $"byte {i}");
            }

            // Only the first so many bytes came to the disk.
            content.AsSpan(30 + cut, 40 - cut).CopyTo(damaged.AsSpan(30 + cut));
            await File.WriteAllBytesAsync(path, damaged, Stop);
            var result = await new FileCorrupt(path, 40, 30).RevertAsync(record, context, Stop);
            result.State.ShouldBe(cut == 0 ? RevertState.NothingToRevert : RevertState.Reverted);
            (await File.ReadAllBytesAsync(path, Stop)).ShouldBe(content);
            Directory.EnumerateFileSystemEntries(_folder.Path).Count().ShouldBe(1);
        }
    }

    [Fact]
    public async Task True_bytes_that_were_not_kept_in_whole_are_never_written_back()
    {
        var path = _folder.Write("data", "0123456789");
        var fault = new FileCorrupt(path, 5, 0);
        var (record, context) = await CaptureAsync(fault);
        // The holder died while it wrote them down; nothing was overwritten yet.
        _folder.Write($".{context.Id}.unfinished", "01");
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.NothingToRevert);
        (await File.ReadAllTextAsync(path, Stop)).ShouldBe("0123456789");
        Directory.EnumerateFileSystemEntries(_folder.Path).Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_undo_that_died_before_it_put_the_time_back_is_finished_by_the_next()
    {
        var path = _folder.Write("data", "0123456789");
        var written = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);
        var fault = new FileCorrupt(path, 5, 0);
        var (record, context) = await CaptureAsync(fault);
        await fault.ApplyAsync(record, context, Stop);
        // What stands there when the bytes are written back and the time is not.
        File.Move(Path.Combine(_folder.Path, $".{context.Id}.backup"), Path.Combine(_folder.Path, $".{context.Id}.mending"));
        await File.WriteAllTextAsync(path, "0123456789", Stop);

        (await new FileCorrupt(path, 5, 0).RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);

        File.GetLastWriteTimeUtc(path).ShouldBe(written);
        Directory.EnumerateFileSystemEntries(_folder.Path).Count().ShouldBe(1);
    }

    [Fact]
    public async Task Permissions_that_a_write_takes_away_come_back()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "to give a program capabilities needs root");
        var path = Path.Combine(_folder.Path, "program");
        File.Copy("/bin/sleep", path);
        File.SetUnixFileMode(path, (UnixFileMode)0xdff);
        byte[] capabilities = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        using (var tree = FileTree.Open(_folder.Path))
        using (var folder = tree.OpenFolder("/"))
        using (var file = folder.Open("program", FileAccess.ReadWrite))
        {
            file.SetCapabilities(capabilities);
        }

        var fault = new FileCorrupt(path, 64, null);
        var (record, context) = await CaptureAsync(fault);
        await fault.ApplyAsync(record, context, Stop);
        Facts().ShouldBe((0xdff, Convert.ToHexString(capabilities)));
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);
        Facts().ShouldBe((0xdff, Convert.ToHexString(capabilities)));
        (await File.ReadAllBytesAsync(path, Stop)).ShouldBe(await File.ReadAllBytesAsync("/bin/sleep", Stop));
        return;

        (int, string) Facts()
        {
            using var tree = FileTree.Open(_folder.Path);
            using var folder = tree.OpenFolder("/");
            using var file = folder.Open("program", FileAccess.Read);
            return (file.State().Mode, Convert.ToHexString(file.Capabilities() ?? []));
        }
    }

    [Fact]
    public async Task After_another_boot_a_file_is_known_by_its_inode()
    {
        var path = _folder.Write("data", "0123456789");
        foreach (IFault fault in new IFault[] { new FilePermission(path, "000"), new FileDelete(path), new FileCorrupt(path, 4, 2) })
        {
            var (record, context) = await CaptureAsync(fault);
            await fault.ApplyAsync(record, context, Stop);
            var later = record with { BootId = "another", Before = record.Before.With("device", "99:99") };
            (await fault.RevertAsync(later, context, Stop)).State.ShouldBe(RevertState.Reverted);
            (await File.ReadAllTextAsync(path, Stop)).ShouldBe("0123456789");
        }
    }

    [Fact]
    public async Task Another_file_in_its_place_is_left_alone()
    {
        var path = _folder.Write("data", "0123456789");
        foreach (IFault fault in new IFault[] { new FilePermission(path, "0600"), new FileCorrupt(path, 4, 2) })
        {
            var (record, context) = await CaptureAsync(fault);
            await fault.ApplyAsync(record, context, Stop);
            File.Move(_folder.Write("new", "written anew"), path, overwrite: true);
            File.SetUnixFileMode(path, (UnixFileMode)0x1a4);
            (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.NothingToRevert);
            (await File.ReadAllTextAsync(path, Stop)).ShouldBe("written anew");
            Directory.EnumerateFileSystemEntries(_folder.Path).Count().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Another_file_that_took_the_permissions_over_is_a_persons_to_judge()
    {
        var path = _folder.Write("data", "0123456789");
        var fault = new FilePermission(path, "0600");
        var (record, context) = await CaptureAsync(fault);
        await fault.ApplyAsync(record, context, Stop);
        var other = _folder.Write("new", "as an editor writes it");
        File.SetUnixFileMode(other, (UnixFileMode)0x180);
        File.Move(other, path, overwrite: true);
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.ChangedMeanwhile);
    }

    [Fact]
    public async Task A_link_is_taken_for_what_it_leads_to_but_taken_away_itself()
    {
        var path = _folder.Write("real/data", "0123456789");
        var link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, "real/data");
        var corrupt = new FileCorrupt(link, 4, 2);
        var (record, context) = await CaptureAsync(corrupt);
        record.What.ShouldContain($"'{path}'");
        await corrupt.ApplyAsync(record, context, Stop);
        (await File.ReadAllTextAsync(path, Stop)).ShouldNotBe("0123456789");
        (await corrupt.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);
        var delete = new FileDelete(link);
        (record, context) = await CaptureAsync(delete);
        record.What.ShouldBe($"take the symbolic link '{link}' away");
        await delete.ApplyAsync(record, context, Stop);
        File.Exists(path).ShouldBeTrue();
        new FileInfo(link).LinkTarget.ShouldBeNull();
        (await delete.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);
        new FileInfo(link).LinkTarget.ShouldBe("real/data");
    }

    [Fact]
    public async Task Hard_links_are_the_same_file_and_are_told_of()
    {
        var path = _folder.Write("data", "0123456789");
        (await Shell.RunAsync($"ln '{path}' '{path}-2'", Stop)).Code.ShouldBe(0);
        foreach (IFault fault in new IFault[] { new FilePermission(path, "000"), new FileCorrupt(path, 4, 2), new FileDelete(path) })
        {
            (await fault.CaptureAsync(Trials.Context(), Stop)).Limits.ShouldHaveSingleItem().ShouldContain("2 names");
        }
    }

    [Fact]
    public async Task Folders_are_taken_away_with_all_that_is_in_them()
    {
        _folder.Write("folder/inner/file", "text");
        var fault = new FileDelete(Path.Combine(_folder.Path, "folder"));
        var (record, context) = await CaptureAsync(fault);
        await fault.ApplyAsync(record, context, Stop);
        Directory.Exists(Path.Combine(_folder.Path, "folder")).ShouldBeFalse();
        (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);
        File.ReadAllText(Path.Combine(_folder.Path, "folder/inner/file")).ShouldBe("text");
    }

    [Fact]
    public async Task What_can_not_be_broken_is_refused_before_anything_is_changed()
    {
        var path = _folder.Write("data", "0123456789");
        var empty = _folder.Write("empty", "");
        await RefusedAsync(new FilePermission("data", "000"), "'data' is no path from the root folder");
        await RefusedAsync(new FilePermission(path, "888"), "'888' is no set of permissions");
        await RefusedAsync(new FilePermission(path, "10000"), "'10000' is no set of permissions");
        await RefusedAsync(new FilePermission(path + "x", "000"), $"there is no '{path}x' in this host");
        await RefusedAsync(new FileDelete("/"), "'/' names no file");
        await RefusedAsync(new FileDelete(_folder.Path + "/.."), $"'{_folder.Path}/..' names no file");
        await RefusedAsync(new FileDelete(AppContext.BaseDirectory), "is left alone: Faultline itself uses");
        await RefusedAsync(new FileDelete(Environment.ProcessPath!), "is left alone: Faultline itself uses");
        await RefusedAsync(new FileCorrupt(empty, 4, null), $"'{empty}' is empty");
        await RefusedAsync(new FileCorrupt(path, 4, 10), $"'offset' is 10, and '{path}' has 10 bytes");
        await RefusedAsync(new FileCorrupt(path, 0, null), "'bytes' is 0");
        await RefusedAsync(new FileCorrupt(_folder.Path, 4, null), "is a folder, and no regular file");
        Directory.EnumerateFileSystemEntries(_folder.Path).Count().ShouldBe(2);
        var mode = File.GetUnixFileMode(path);
        await RefusedAsync(new FilePermission(path, Convert.ToString((int)mode, 8)), "already");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_runs_is_not_overwritten()
    {
        var path = Path.Combine(_folder.Path, "program");
        File.Copy("/bin/sleep", path);
        await using var sleepers = new Sleepers();
        await sleepers.StartAsync(Stop, $"'{path}' 300 & sleep 300 & wait");
        await Poll.UntilAsync(() => Linux.Processes.ProcessTable.All().Any(one => one.Name == "program"), Stop);
        await RefusedAsync(new FileCorrupt(path, 4, null), "can't be written");
    }

    [Fact(Timeout = 60_000)]
    public async Task In_the_root_of_another_no_link_leads_out_of_it()
    {
        Assert.SkipWhen(MountWorld.Missing is not null, MountWorld.Missing ?? "");
        await using var mount = new MountWorld();
        var outside = _folder.Write("outside", "0123456789");
        // A root of its own below the mount, with links that mean to lead out, absolute and relative.
        var root = mount.Folder + "/root";
        await mount.MakeAsync(
            Stop,
            more: $"mkdir -p '{root}/proc' '{root}/in'; echo 0123456789 > '{root}/in/data'; ln -s '{outside}' '{root}/absolute'; ln -s '../../../../../../../..{outside}' '{root}/relative'; ln -s /in/data '{root}/inside'"
        );
        var tree = FileTree.Open(mount.FromHere + "/root");
        Should.Throw<FileFailure>(() => tree.Find("/absolute")).IsMissing.ShouldBeTrue();
        Should.Throw<FileFailure>(() => tree.Find("/relative")).IsMissing.ShouldBeTrue();
        using (var inside = tree.Find("/inside"))
        {
            inside.State().Size.ShouldBe(11);
        }

        tree.Dispose();
        File.ReadAllText(outside).ShouldBe("0123456789");
    }

    [Fact(Timeout = 60_000)]
    public async Task Files_of_another_mount_namespace_are_broken_there_and_nowhere_else()
    {
        Assert.SkipWhen(MountWorld.Missing is not null, MountWorld.Missing ?? "");
        await using var mount = new MountWorld();
        await mount.MakeAsync(Stop, more: $"echo 0123456789 > '$0/data'".Replace("$0", mount.Folder));
        // The same path here is another file.
        var here = Path.Combine(mount.Folder, "data");
        File.WriteAllText(here, "0123456789");
        var there = mount.FromHere + "/data";
        var context = Trials.Context(DataObject.Of(("type", "process"), ("pid", (long)mount.Pid)));
        foreach (IFault fault in new IFault[] { new FileCorrupt(here, 4, 2), new FilePermission(here, "000"), new FileDelete(here) })
        {
            var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
            record.What.ShouldContain($"'{here}' of process {mount.Pid}");
            record.Undo[0].ShouldContain($"/proc/{mount.Pid}/root{mount.Folder}");
            await fault.ApplyAsync(record, context, Stop);
            (await fault.ProveAsync(record, context, ProofMoment.During, Stop)).State.ShouldBe(ProofState.Present);
            File.ReadAllText(here).ShouldBe("0123456789");
            foreach (var command in record.Undo)
            {
                (await Shell.RunAsync(command, Stop)).ShouldBe((0, ""), command);
            }

            File.ReadAllText(there).ShouldBe("0123456789\n");
            await fault.ApplyAsync(record, context, Stop);
            (await fault.RevertAsync(record, context, Stop)).State.ShouldBe(RevertState.Reverted);
            File.ReadAllText(there).ShouldBe("0123456789\n");
        }

        Directory.EnumerateFileSystemEntries(mount.FromHere).Count().ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_read_only_or_full_file_system_is_refused_before_the_change()
    {
        Assert.SkipWhen(MountWorld.Missing is not null, MountWorld.Missing ?? "");
        await using var readOnly = new MountWorld();
        await readOnly.MakeAsync(Stop, more: $"echo 0123456789 > '{readOnly.Folder}/data'; mount -o remount,ro '{readOnly.Folder}'");
        var path = readOnly.Folder + "/data";
        var target = DataObject.Of(("type", "process"), ("pid", (long)readOnly.Pid));
        await RefusedAsync(new FilePermission(path, "000"), "mounted read-only", target);
        await RefusedAsync(new FileDelete(path), "mounted read-only", target);
        await RefusedAsync(new FileCorrupt(path, 4, null), "mounted read-only", target);

        await using var full = new MountWorld();
        await full.MakeAsync(
            Stop,
            "size=64k",
            $"echo 0123456789 > '{full.Folder}/data'; head -c 100000 /dev/zero > '{full.Folder}/rest' 2> /dev/null || true"
        );
        target = DataObject.Of(("type", "process"), ("pid", (long)full.Pid));
        await RefusedAsync(new FileCorrupt(full.Folder + "/data", 4, null), "is full: there is no room for the true bytes", target);
        File.ReadAllText(full.FromHere + "/data").ShouldBe("0123456789\n");
    }

    [Fact]
    public void A_mask_changes_every_byte_and_twice_none()
    {
        var chance = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var mask = new ByteMask(chance.Next(int.MinValue, int.MaxValue));
            var bytes = new byte[chance.Next(1, 300)];
            chance.NextBytes(bytes);
            var changed = bytes.ToArray();
            mask.Apply(changed);
            changed.Zip(bytes).ShouldAllBe(pair => pair.First != pair.Second);
            mask.Apply(changed);
            changed.ShouldBe(bytes);
        }

        // The same in every version: a record of an older one is undone by a newer one.
        Enumerable.Range(0, 8).Select(at => new ByteMask(7).At(at)).ShouldBe([(byte)43, 215, 254, 154, 250, 117, 6, 140]);
    }

    private static async Task RefusedAsync(IFault fault, string message, DataObject? target = null) =>
        (await Should.ThrowAsync<FaultRefusedException>(() => fault.CaptureAsync(Trials.Context(target), Stop))).Message.ShouldContain(
            message
        );

    private static async Task<(UndoRecord Record, FaultContext Context)> CaptureAsync(IFault fault)
    {
        var context = Trials.Context();
        return (Trials.Record(await fault.CaptureAsync(context, Stop), context), context);
    }
}
