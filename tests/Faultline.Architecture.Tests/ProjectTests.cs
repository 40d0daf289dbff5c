using System.Xml.Linq;
using Faultline.TestKit;

namespace Faultline.Architecture.Tests;

/// <summary>The rooms of the house and the doors between them. A new door is a decision: it is made here, in CONTRIBUTING.md and in a note.</summary>
public sealed class ProjectTests
{
    /// <summary>What each project may reference: projects, packages and frameworks; nothing else.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new(StringComparer.Ordinal)
    {
        ["Faultline.Abstractions"] = [],
        ["Faultline.Documents"] = ["Faultline.Abstractions", "YamlDotNet"],
        ["Faultline.Generators"] = ["Microsoft.CodeAnalysis.CSharp"],
        ["Faultline.Linux"] = [],
        ["Faultline.Spdy"] = [],
        ["Faultline.Engine"] = ["Faultline.Abstractions", "Faultline.Documents"],
        ["Faultline.Providers.Local"] = ["Faultline.Abstractions", "Faultline.Generators", "Faultline.Linux"],
        ["Faultline.Providers.Kubernetes"] =
        [
            "Faultline.Abstractions",
            "Faultline.Documents",
            "Faultline.Generators",
            "Faultline.Linux",
            "Faultline.Spdy",
        ],
        ["Faultline.Providers.Proxy"] = ["Faultline.Abstractions", "Faultline.Generators", "Faultline.Linux", "Faultline.Proxy"],
        ["Faultline.Host"] = ["Faultline.Abstractions", "Faultline.Generators", "Faultline.Linux"],
        ["Faultline.Secrets"] = ["Faultline.Abstractions", "Faultline.Documents"],
        ["Faultline.Proxy"] = ["Faultline.Linux", "Microsoft.AspNetCore.App"],
        ["Faultline.Lab"] =
        [
            "Faultline.Abstractions",
            "Faultline.Documents",
            "Faultline.Linux",
            "Faultline.Spdy",
            "Microsoft.AspNetCore.App",
        ],
        ["Faultline.Samples.Flags"] = ["Faultline.Abstractions", "Faultline.Generators"],
        ["Faultline.Samples.Faults"] = ["Faultline.Abstractions", "Faultline.Generators", "Faultline.Linux"],
        ["Faultline.Samples.Services"] = ["Microsoft.AspNetCore.App"],
        ["Faultline.Hosting"] =
        [
            "Faultline.Abstractions",
            "Faultline.Engine",
            "Faultline.Host",
            "Faultline.Linux",
            "Faultline.Providers.Local",
            "Faultline.Providers.Kubernetes",
            "Faultline.Providers.Proxy",
            "Faultline.Secrets",
        ],
        ["Faultline.Cli"] = ["Faultline.Hosting", "Faultline.Lab", "Faultline.Proxy", "Faultline.Samples.Services", "System.CommandLine"],
    };

    public static TheoryData<string> Projects { get; } = [.. ProductProjects().Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_room_allows(string project)
    {
        var allowed = Rooms.GetValueOrDefault(project).ShouldNotBeNull($"'{project}' is not a room of the house.");

        var references = References(ProductProjects().Single(path => Path.GetFileNameWithoutExtension(path) == project));

        references.Except(allowed).ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_has_its_project()
    {
        Rooms.Keys.Except(ProductProjects().Select(path => Path.GetFileNameWithoutExtension(path))).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_of_a_project_that_is_not_a_neighbour_are_not_named(string project)
    {
        // References are transitive for the compiler: a name may reach further than its project's own list.
        var reachable = Reachable(project).ToHashSet(StringComparer.Ordinal);
        var folder = Path.GetDirectoryName(ProductProjects().Single(path => Path.GetFileNameWithoutExtension(path) == project))!;

        var strangers = SourceFiles
            .In(folder)
            .SelectMany(file =>
                Rooms
                    .Keys.Where(other => other != project && !reachable.Contains(other) && SourceFiles.Uses(file, other))
                    .Select(other => $"{file}: {other}")
            );

        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void The_engine_names_no_provider()
    {
        var words = new[] { "\"http\"", "\"process\"", "\"python\"", "kubernetes", "chaosk8s" };

        // What a control, a report or an address calls http or python is a word of the document, not an implementation.
        var named = SourceFiles
            .In(Repository.Path("src", "Faultline.Engine"))
            .Where(file =>
                !file.Contains("/Reports/", StringComparison.Ordinal)
                && Path.GetFileName(file) is not ("ControlReader.cs" or "DocumentLoader.cs")
            )
            .SelectMany(file =>
                words.Where(word => Code(file).Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => $"{file}: {word}")
            );

        named.ShouldBeEmpty();
    }

    private static string Code(string file) =>
        string.Join('\n', File.ReadAllLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    private static IEnumerable<string> Reachable(string project) =>
        Rooms[project].Where(Rooms.ContainsKey).SelectMany(next => Reachable(next).Prepend(next));

    private static IEnumerable<string> ProductProjects() =>
        new[] { "src", "samples" }.SelectMany(folder =>
            Directory.GetFiles(Repository.Path(folder), "*.csproj", SearchOption.AllDirectories)
        );

    private static IEnumerable<string> References(string path)
    {
        var project = XDocument.Load(path);
        return project
            .Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
            .Select(element => (string)element.Attribute("Include")!)
            .Select(name => name.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name);
    }
}
