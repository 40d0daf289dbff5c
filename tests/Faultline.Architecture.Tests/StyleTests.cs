using System.Text.RegularExpressions;
using Faultline.TestKit;

namespace Faultline.Architecture.Tests;

/// <summary>Habits that a compiler doesn't know.</summary>
public sealed partial class StyleTests
{
    [Fact]
    public void Files_stay_under_three_hundred_lines()
    {
        var tooLong = Product().Where(file => File.ReadAllLines(file).Length > 300);

        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void Names_come_from_the_field()
    {
        var vague = Product().Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => VagueName().IsMatch(name));

        vague.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_for_later_in_the_code()
    {
        var left = Product().Where(file => Leftover().IsMatch(File.ReadAllText(file)));

        left.ShouldBeEmpty();
    }

    [Fact]
    public void A_suppression_gives_its_reason()
    {
        var silent = Product()
            .SelectMany(file =>
                File.ReadAllLines(file).Where(line => line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal))
            )
            .Where(line => !line.Contains("// ", StringComparison.Ordinal));

        silent.ShouldBeEmpty();
    }

    [Fact]
    public void The_README_fits_on_two_screens()
    {
        File.ReadAllLines(Repository.Path("README.md")).Length.ShouldBeLessThanOrEqualTo(120);
    }

    [Fact]
    public void Files_that_the_documents_name_exist()
    {
        var missing = new[] { "README.md", "CONTRIBUTING.md", "docs/reading-order.md", "docs/compatibility.md" }
            .SelectMany(document =>
                NamedFile().Matches(File.ReadAllText(Repository.Path(document))).Select(match => (document, path: match.Groups[1].Value))
            )
            .Where(named => !Exists(named.document, named.path))
            .Select(named => $"{named.document}: {named.path}");

        missing.ShouldBeEmpty();
    }

    private static bool Exists(string document, string path) =>
        new[]
        {
            Repository.Root,
            Path.GetDirectoryName(Repository.Path(document))!,
            Repository.Path("src", "Faultline.Engine"),
            Repository.Path("src", "Faultline.Cli"),
        }
            .Select(folder => Path.Combine(folder, path))
            .Any(full => File.Exists(full) || File.Exists(full + ".cs") || Directory.Exists(full));

    private static IEnumerable<string> Product() =>
        new[] { "src", "samples", "bench" }.SelectMany(folder => SourceFiles.In(Repository.Path(folder)));

    [GeneratedRegex("(Manager|Helper|Util|Utils|Service|Impl)$")]
    private static partial Regex VagueName();

    [GeneratedRegex("NotImplementedException|TODO|FIXME|HACK")]
    private static partial Regex Leftover();

    [GeneratedRegex(
        "(?:\\]\\(|`)((?:src|docs|tests|library|samples|bench|eng|Commands|Model|Documents|Planning|Journals|Running|Reports|Configuration)/[\\w./-]*)"
    )]
    private static partial Regex NamedFile();
}
