using Faultline.Cli.Diagnosis;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Diagnosis;

/// <summary>The unit for the boot, in a root folder of the test's own.</summary>
public sealed class RecoverUnitTests
{
    private const string Unit = "image/etc/systemd/system/faultline-recover.service";

    [Fact]
    public void The_unit_recovers_all_at_boot() =>
        Snapshot.Match(RecoverUnit.Text(["/opt/fault line/50%/faultline"], "/var/lib/faultline/undo", state: null));

    [Fact]
    public void A_chosen_state_directory_is_kept() =>
        RecoverUnit
            .Text(["/usr/bin/dotnet", "/opt/faultline.dll"], "/srv/state/undo", "/srv/state")
            .ShouldContain("ExecStart=/usr/bin/dotnet /opt/faultline.dll --state-dir /srv/state recover --all\n");

    [Fact]
    public async Task To_install_it_again_changes_nothing()
    {
        using var shell = new Shell();
        (await shell.CodeAsync("doctor", "--install-unit", "--root", "FOLDER/image")).ShouldBe(0, shell.Error);
        var path = Path.Combine(shell.Folder, Unit);
        var (text, time) = (File.ReadAllText(path), File.GetLastWriteTimeUtc(path));

        (await shell.CodeAsync("doctor", "--install-unit", "--root", "FOLDER/image")).ShouldBe(0, shell.Error);

        (File.ReadAllText(path), File.GetLastWriteTimeUtc(path)).ShouldBe((text, time));
        shell
            .Output.Replace(shell.Folder, "FOLDER", StringComparison.Ordinal)
            .ShouldBe(
                """
                FOLDER/image/etc/systemd/system/faultline-recover.service: there already
                FOLDER/image/etc/systemd/system/multi-user.target.wants/faultline-recover.service: enabled already
                No systemd runs there: the unit counts from the next boot with systemd on.

                """
            );
        var link = new FileInfo(Path.Combine(shell.Folder, "image/etc/systemd/system/multi-user.target.wants/faultline-recover.service"));
        link.ResolveLinkTarget(returnFinalTarget: true)!.FullName.ShouldBe(path);
    }

    [Fact]
    public async Task Another_unit_of_that_name_is_replaced_as_a_whole()
    {
        using var shell = new Shell();
        var path = shell.Write(Unit, "of an older version");

        await shell.CodeAsync("doctor", "--install-unit", "--root", "FOLDER/image");

        File.ReadAllText(path).ShouldContain("recover --all");
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task To_print_it_writes_nothing()
    {
        using var shell = new Shell();

        (await shell.CodeAsync("doctor", "--install-unit", "--print", "--root", "FOLDER/image")).ShouldBe(0, shell.Error);

        shell.Output.ShouldContain("[Install]\nWantedBy=multi-user.target\n");
        Directory.Exists(Path.Combine(shell.Folder, "image")).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_it_can_not_be_written_that_is_said()
    {
        using var shell = new Shell();
        shell.Write("image", "a file");

        (await shell.CodeAsync("doctor", "--install-unit", "--root", "FOLDER/image")).ShouldBe(2);

        shell.Error.ShouldStartWith("Error: The unit can't be written: ");
    }
}
