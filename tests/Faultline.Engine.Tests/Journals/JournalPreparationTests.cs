using Faultline.Engine.Journals;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Journals;

/// <summary>What is wrong with the journal's place is said before anything is done.</summary>
public sealed class JournalPreparationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string At => Path.Combine(_folder.Path, "journal.json");

    [Fact]
    public void Preparing_leaves_nothing_behind()
    {
        Of(At).Prepare();

        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Preparing_leaves_a_file_that_is_there_as_it_is()
    {
        File.WriteAllText(At, "old");

        Of(At).Prepare();

        File.ReadAllText(At).ShouldBe("old");
    }

    [Fact]
    public void Preparing_names_a_folder_that_is_missing()
    {
        var missing = Path.Combine(_folder.Path, "missing", "journal.json");

        Should
            .Throw<IOException>(Of(missing).Prepare)
            .Message.ShouldBe($"The journal can't be written to '{missing}': there is no folder '{Path.GetDirectoryName(missing)}'.");
    }

    [Fact]
    public void Preparing_names_a_path_that_is_a_folder() =>
        Should
            .Throw<IOException>(Of(_folder.Path).Prepare)
            .Message.ShouldBe($"The journal can't be written to '{_folder.Path}': it is a folder; name a file in it.");

    [Fact]
    public void Preparing_names_links_that_lead_in_a_circle()
    {
        File.CreateSymbolicLink(At, "journal.json");

        Should.Throw<IOException>(Of(At).Prepare).Message.ShouldStartWith($"The journal can't be written to '{At}': ");
    }

    public void Dispose() => _folder.Dispose();

    private static JournalFile Of(string path) => new(path, new JournalProjection(new RunTally()), new ManualClock());
}
