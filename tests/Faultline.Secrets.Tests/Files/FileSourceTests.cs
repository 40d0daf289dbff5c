using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Secrets.Files;
using Faultline.TestKit;

namespace Faultline.Secrets.Tests.Files;

public sealed class FileSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("token", "s3cret", null, "\"s3cret\"")]
    [InlineData("token", "s3cret\n", null, "\"s3cret\"")]
    [InlineData("token", "s3cret\r\n", null, "\"s3cret\"")]
    [InlineData("token", "s3cret\n\n", null, "\"s3cret\\n\"")]
    [InlineData("a.json", "{\"x\": 1, \"y\": {\"z\": \"w\"}}", null, "{\"x\": 1, \"y\": {\"z\": \"w\"}}")]
    [InlineData("a.json", "{\"x\": 1, \"y\": {\"z\": \"w\"}}", "y.z", "\"w\"")]
    [InlineData("a.json", "{\"y.z\": 1, \"y\": {\"z\": \"w\"}}", "y.z", "1")]
    [InlineData("a.yaml", "x: [1, two]\n", "x", "[1, \"two\"]")]
    [InlineData("settings", "# c\nexport A=1\n\nB = 'two words'\n", "B", "\"two words\"")]
    [InlineData(".env", "A=1\nB=2=3\n", null, "{\"A\": \"1\", \"B\": \"2=3\"}")]
    public async Task A_file_is_read_by_its_name(string file, string text, string? key, string value)
    {
        var answer = await FetchAsync(_folder.Write(file, text), key);

        answer.ShouldBeOfType<SecretAnswer.Found>().Value.ToString().ShouldBe(value);
    }

    [Theory]
    [InlineData(
        "a.json",
        "{\"password\": \"hunter22\" oops",
        null,
        "PATH:1:25: the file of a secret is not the JSON or YAML that its name promises"
    )]
    [InlineData("a.json", "{\"password\": \"hunter22\"}", "pasword", "the file 'PATH' of a secret has no key 'pasword'")]
    [InlineData("a.env", "hunter22", null, "PATH:1:1: a line of a file of secrets with keys is NAME=VALUE")]
    public async Task What_is_wrong_is_told_without_the_secret(string file, string text, string? key, string problem)
    {
        var path = _folder.Write(file, text);

        var failed = (await FetchAsync(path, key)).ShouldBeOfType<SecretAnswer.Failed>();

        failed.Message.Replace(path, "PATH", StringComparison.Ordinal).ShouldBe(problem);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told() =>
        (await FetchAsync("/not/there", null))
            .ShouldBeOfType<SecretAnswer.Failed>()
            .Message.ShouldStartWith("the file '/not/there' of a secret can't be read: ");

    [Theory]
    [InlineData(UnixFileMode.UserRead, 0)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, 1)]
    public void A_file_that_others_may_read_is_a_warning(UnixFileMode mode, int warnings)
    {
        var path = _folder.Write("token", "x");
        File.SetUnixFileMode(path, mode);

        Check($"{{\"type\": \"file\", \"path\": \"{path}\"}}").Count.ShouldBe(warnings);
    }

    [Theory]
    [InlineData("{\"type\": \"file\"}", "Error: a secret of type 'file' must name its file under 'path'")]
    [InlineData("{\"type\": \"file\", \"path\": \"/not/there\"}", "NotHere: the file '/not/there' of a secret is not there")]
    [InlineData("{\"type\": \"file\", \"path\": [1]}", "Error: the 'path' of a secret of type 'file' is a text, and this is a list")]
    public void A_declaration_is_checked(string declaration, string problem) => Check(declaration).Single().ShouldBe(problem);

    private static List<string> Check(string declaration) =>
        [
            .. new FileSource(new ProcessEnvironment(new Dictionary<string, string>()))
                .Check(new SecretRequest((DataObject)JsonText.Parse(declaration), DataObject.Empty))
                .Select(problem => $"{problem.Severity}: {problem.Message}"),
        ];

    private static Task<SecretAnswer> FetchAsync(string path, string? key)
    {
        var declaration = DataObject.Of(("type", "file"), ("path", path));
        return new FileSource(new ProcessEnvironment(new Dictionary<string, string>()))
            .Open()
            .FetchAsync(
                new SecretRequest(key is null ? declaration : declaration.With("key", key), DataObject.Empty),
                CancellationToken.None
            );
    }
}
