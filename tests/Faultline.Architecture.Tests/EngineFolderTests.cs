using Faultline.TestKit;

namespace Faultline.Architecture.Tests;

/// <summary>The engine's folders stand in the order in which data flows; each uses only those before it.</summary>
public sealed class EngineFolderTests
{
    private static readonly string[] Order = ["Model", "Documents", "Configuration", "Planning", "Journals", "Running", "Reports"];

    public static TheoryData<string> Folders { get; } = [.. Order];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_those_before_it(string folder)
    {
        var later = Order.SkipWhile(name => name != folder).Skip(1).ToList();

        var uses = SourceFiles
            .In(Repository.Path("src", "Faultline.Engine", folder))
            .SelectMany(file =>
                later.Where(name => SourceFiles.Uses(file, "Faultline.Engine." + name)).Select(name => $"{file} uses {name}")
            );

        uses.ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        var folders = Directory.GetDirectories(Repository.Path("src", "Faultline.Engine")).Select(path => Path.GetFileName(path));

        folders.Except([.. Order, "bin", "obj"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using Faultline.Engine.Journals;", true)]
    [InlineData("using X = Faultline.Engine.Journals.EventLog;", true)]
    [InlineData("    var log = new Faultline.Engine.Journals.EventLog();", true)]
    [InlineData("using Faultline.Engine.Model;", false)]
    [InlineData("// Faultline.Engine.JournalsAreElsewhere", false)]
    public void A_use_is_recognized(string line, bool isUse)
    {
        using var folder = new TemporaryFolder();

        SourceFiles.Uses(folder.Write("File.cs", line + "\n"), "Faultline.Engine.Journals").ShouldBe(isUse);
    }
}
