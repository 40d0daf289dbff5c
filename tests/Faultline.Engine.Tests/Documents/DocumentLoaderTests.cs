using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Documents;

/// <summary>Documents from files and from standard input (reference specification §2).</summary>
public sealed class DocumentLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("e.json", "{\"a\": 1}")]
    [InlineData("e.yaml", "a: 1\n")]
    [InlineData("e.yml", "{a: 0x1}")]
    public async Task A_file_is_read_as_its_extension_says(string name, string text)
    {
        var path = _folder.Write(name, text);

        var loaded = await LoadAsync(path);

        loaded.Problem.ShouldBeNull();
        loaded.Source.ShouldBe(path);
        loaded.Root!.ToString().ShouldBe("{\"a\": 1}");
        ((DataObject)loaded.Root)["a"]!.Position.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("e.txt")]
    [InlineData("e.JSON")]
    [InlineData("e")]
    public async Task Another_extension_is_refused(string name)
    {
        var path = _folder.Write(name, "{}");

        (await LoadAsync(path)).Problem.ShouldBe(
            new Diagnostic(
                DiagnosticSeverity.Fatal,
                "only files with json, yaml or yml extensions are supported",
                path,
                Remedy: "Rename the file, or give its text on standard input as '-'."
            )
        );
    }

    [Theory]
    [InlineData("nowhere.json", "Path \"nowhere.json\" does not exist.", null)]
    [InlineData("", "Path \"\" does not exist.", null)]
    [InlineData("://x", "Path \"://x\" does not exist.", null)]
    [InlineData("ftp://host/e.json", "'ftp' is not a supported source scheme.", "Use a file, '-', or an address with http or https.")]
    [InlineData("file:///e.json", "'file' is not a supported source scheme.", "Use a file, '-', or an address with http or https.")]
    [InlineData("http://", "'http://' is not an address", null)]
    public async Task A_source_that_is_none_is_refused(string source, string message, string? remedy) =>
        (await LoadAsync(source)).Problem.ShouldBe(new Diagnostic(DiagnosticSeverity.Fatal, message, source, Remedy: remedy));

    [Fact]
    public async Task A_folder_is_refused() =>
        (await LoadAsync(_folder.Path)).Problem!.Message.ShouldBe($"'{_folder.Path}' is a folder; name a file in it");

    [Theory]
    [InlineData("e.json", "{\n  \"a\": }", "2:8", "Failed parsing JSON experiment: ")]
    [InlineData("e.json", "", "1:1", "Failed parsing JSON experiment: ")]
    [InlineData("e.yaml", "a: 1\nb: !custom x\n", "2:4", "Failed parsing YAML experiment: ")]
    [InlineData("e.yaml", "a: 1\n---\nb: 1\n", "3:1", "Failed parsing YAML experiment: expected a single document, but found another one")]
    public async Task A_text_that_cannot_be_parsed_is_refused_with_its_place(string name, string text, string place, string message)
    {
        var path = _folder.Write(name, text);

        var problem = (await LoadAsync(path)).Problem.ShouldNotBeNull();

        problem.Place.ShouldBe($"{path}:{place}");
        problem.Message.ShouldStartWith(message);
        problem.Severity.ShouldBe(DiagnosticSeverity.Fatal);
    }

    [Theory]
    [InlineData("{\"a\": 1}")]
    [InlineData("\uFEFF \n\t{\"a\": 1}")]
    [InlineData("a: 1\n")]
    [InlineData("# yaml\na: 1\n")]
    public async Task Standard_input_is_read_as_what_it_looks_like(string text)
    {
        var loaded = await LoadAsync("-", text);

        loaded.Source.ShouldBe("standard input");
        loaded.Root!.ToString().ShouldBe("{\"a\": 1}");
    }

    [Fact]
    public async Task Empty_standard_input_is_null() => (await LoadAsync("-", "")).Root.ShouldBeOfType<DataNull>();

    [Fact]
    public async Task Standard_input_that_cannot_be_parsed_is_named_so()
    {
        var problem = (await LoadAsync("-", "{\"a\": ]}")).Problem.ShouldNotBeNull();

        problem.Place.ShouldBe("standard input:1:7");
        problem.Message.ShouldStartWith("Failed parsing JSON experiment: ");
    }

    [Fact]
    public async Task A_file_whose_name_looks_like_an_address_is_a_file()
    {
        var path = _folder.Write("http:/e.json", "{\"a\": 1}");

        (await LoadAsync(path)).Root.ShouldNotBeNull();
    }

    public void Dispose() => _folder.Dispose();

    private static Task<LoadedDocument> LoadAsync(string source, string? input = null) =>
        new DocumentLoader(
            new ProcessEnvironment(new Dictionary<string, string>()),
            new ManualClock(),
            () => new MemoryStream(Encoding.UTF8.GetBytes(input ?? throw new InvalidOperationException("Nobody asked for it.")))
        ).LoadAsync(source, verifyTls: true, TestContext.Current.CancellationToken);
}
