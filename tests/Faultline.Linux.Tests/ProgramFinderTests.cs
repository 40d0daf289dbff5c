using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Linux.Tests;

public sealed class ProgramFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_is_looked_up_in_the_order_of_the_path()
    {
        var first = Program("one/tool");
        Program("two/tool");

        ProgramFinder.Find("tool", Paths("none", "one", "two")).ShouldBe(first);
    }

    [Fact]
    public void What_can_not_be_run_is_passed_over()
    {
        _folder.Write("one/tool", "");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "two/tool"));
        var third = Program("three/tool");

        ProgramFinder.Find("tool", Paths("one", "two", "three")).ShouldBe(third);
    }

    [Fact]
    public void A_path_with_a_slash_is_not_looked_up()
    {
        Program("one/sub/tool");

        ProgramFinder.Find("sub/tool", Paths("one")).ShouldBeNull();
    }

    [Fact]
    public void A_path_with_a_slash_is_itself()
    {
        var program = Program("tool");

        ProgramFinder.Find(program, "").ShouldBe(program);
    }

    [Theory]
    [InlineData("/no/such/program")]
    [InlineData("/etc/passwd")]
    [InlineData("/tmp")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("/bin/sh\0")]
    public void What_is_no_program_is_not_found(string program) => ProgramFinder.Find(program, "/usr/bin:/bin").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("/nowhere:::")]
    public void An_empty_path_finds_nothing(string path) => ProgramFinder.Find("sh", path).ShouldBeNull();

    [Fact]
    public void Without_a_path_the_usual_folders_are_searched() =>
        ProgramFinder.Find("sh", null).ShouldBeOneOf("/usr/local/bin/sh", "/usr/bin/sh", "/bin/sh");

    private string Program(string name)
    {
        var path = _folder.Write(name, "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private string Paths(params string[] folders) => string.Join(':', folders.Select(folder => Path.Combine(_folder.Path, folder)));
}
