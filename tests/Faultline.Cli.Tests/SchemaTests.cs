using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Hosting;
using Faultline.Hosting.Schemas;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary>The schemas against the documents that are valid, and against those that are not.</summary>
public sealed class SchemaTests
{
    private static readonly string Conformance = Repository.Path("tests", "conformance", "chaostoolkit");

    // What is wrong with them is no matter of form: names that are not there, texts in other languages, what this machine has.
    private static readonly HashSet<string> BeyondForm =
    [
        "act-ref-missing",
        "act-ref-to-rollback",
        "config-env-badint",
        "config-env-int-default-null",
        "config-env-missing",
        "ctl-ref-missing",
        "jsonpath-bad",
        "jsonpath-double-eq",
        "jsonpath-single-quotes",
        "jsonpath-subst",
        "proc-dir",
        "proc-missing",
        "proc-not-exec",
        "py-bad-module",
        "py-class",
        "py-extra-arg",
        "py-missing-two",
        "regex-bad",
    ];

    // Keys that nobody knows are a warning of 'validate', and what an editor is to mark.
    private static readonly HashSet<string> Marked = ["unknown-key", "195-unknown-keys-ignored"];

    private const string NoYaml = "128-bad-yaml";

    private readonly JsonSchemaCheck _experiment = new(Schema("experiment"));

    public static TheoryData<string> Kinds { get; } = [.. DocumentSchemas.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_schema_is_one(string kind) => new JsonSchemaCheck(Schema(kind)).Defects().ShouldBeEmpty();

    [Fact]
    public void Documents_that_the_reference_accepts_are_valid_and_those_of_wrong_form_are_not()
    {
        var expected = (DataObject)JsonText.Parse(File.ReadAllBytes(Path.Combine(Conformance, "validate.json")));
        var wrong = expected
            .Members.Where(one => !BeyondForm.Contains(one.Key) && !Marked.Contains(one.Key))
            .Where(one => _experiment.Accepts(Document(Path.Combine(Conformance, "validate", one.Key + ".json"))) != IsValid(one.Value))
            .Select(one => one.Key);

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Documents_of_all_cases_are_valid()
    {
        var wrong = Directory
            .GetFiles(Path.Combine(Conformance, "cases"), "experiment.*", SearchOption.AllDirectories)
            .Where(path => DocumentText.FormatOf(path) is not null)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)!) is not NoYaml and var name && !Marked.Contains(name))
            .Where(path => !_experiment.Accepts(Document(path)));

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Documents_of_the_library_are_valid()
    {
        var lab = new JsonSchemaCheck(Schema("lab"));
        var documents = Directory
            .GetFiles(Repository.Path("library"), "*", SearchOption.AllDirectories)
            .Where(path => DocumentText.FormatOf(path) is not null && !path.Contains("/manifests/", StringComparison.Ordinal))
            .Select(path => (path, document: (DataObject)Document(path)))
            .ToList();

        documents.ShouldNotBeEmpty();
        documents
            .Where(one => !(one.document.Text("kind") == "Lab" ? lab : _experiment).Accepts(one.document))
            .Select(one => one.path)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"arguments":{"label_selector":"app=web","qty":1}}""", true)]
    [InlineData("""{"arguments":{"label_selector":"app=web","qty":"${count}"}}""", true)]
    [InlineData("""{"arguments":null}""", true)]
    [InlineData("{}", true)]
    [InlineData("""{"arguments":{"qty":"1"}}""", false)]
    [InlineData("""{"arguments":{"label_selectr":"app=web"}}""", false)]
    [InlineData("""{"func":"scale","arguments":{"anything":true}}""", true)]
    [InlineData("""{"module":"chaosk8s.deployment.actions","func":"scale_deployment","arguments":{"name":"web"}}""", false)]
    [InlineData("""{"module":"chaosk8s.deployment.actions","func":"scale_deployment"}""", false)]
    [InlineData("""{"module":"my.own","func":"f","arguments":{"x":1}}""", true)]
    public void Arguments_of_native_functions_are_known(string changes, bool isValid)
    {
        var provider = DataObject.Of(("type", "python"), ("module", "chaosk8s.pod.actions"), ("func", "terminate_pods"));
        foreach (var change in ((DataObject)JsonText.Parse(changes)).Members)
        {
            provider = provider.With(change.Key, change.Value);
        }

        _experiment.Accepts(Experiment(DataObject.Of(("type", "action"), ("name", "a"), ("provider", provider)))).ShouldBe(isValid);
    }

    [Theory]
    [InlineData("""{"retry":{"attempts":3,"interval":0.5,"backoff":2}}""", true)]
    [InlineData("""{"retry":{"attempts":1}}""", false)]
    [InlineData("""{"until":{"tolerance":true,"timeout":30}}""", true)]
    [InlineData("""{"until":{"timeout":0}}""", false)]
    [InlineData("""{"output":{"pod":"$.items[0]","all":{"target":"stdout"}}}""", true)]
    [InlineData("""{"output":1}""", false)]
    public void Waiting_and_outputs_are_known(string changes, bool isValid)
    {
        var probe = (DataObject)JsonText.Parse("""{"type":"probe","name":"p","provider":{"type":"process","path":"true"}}""");
        foreach (var change in ((DataObject)JsonText.Parse(changes)).Members)
        {
            probe = probe.With(change.Key, change.Value);
        }

        _experiment.Accepts(Experiment(probe)).ShouldBe(isValid);
    }

    [Theory]
    [InlineData("""{"timeout":60,"stop-when":[PROBE],"rollbacks":{"strategy":"always"}}""", true)]
    [InlineData("""{"stop-when":{"frequency":1,"probes":[PROBE]}}""", true)]
    [InlineData("""{"stop-when":[]}""", false)]
    [InlineData("""{"rollbacks":{"strategy":"sometimes"}}""", false)]
    [InlineData("""{"timeout":"soon"}""", false)]
    public void What_a_document_asks_of_its_run_is_known(string runtime, bool isValid)
    {
        var probe = """{"type":"probe","name":"p","tolerance":0,"provider":{"type":"process","path":"true"}}""";
        var block = JsonText.Parse(runtime.Replace("PROBE", probe, StringComparison.Ordinal));

        _experiment.Accepts(Experiment().With("runtime", block)).ShouldBe(isValid);
    }

    [Fact]
    public async Task The_schema_that_is_printed_is_the_experiments()
    {
        using var shell = new Shell();

        (await shell.CodeAsync("schema")).ShouldBe(0);

        JsonText.Parse(shell.Output).ToString().ShouldBe(Schema("experiment").ToString());
    }

    private static DataObject Experiment(params DataNode[] method) =>
        DataObject.Of(("title", "t"), ("description", "d"), ("method", DataArray.Of(method)));

    private static bool IsValid(DataNode expected) => ((DataObject)expected)["exit"]!.ToString() == "0";

    private static DataNode Document(string path) => DocumentText.Parse(File.ReadAllBytes(path), DocumentText.FormatOf(path)!.Value);

    private static DataObject Schema(string kind) =>
        DocumentSchemas.Of(
            kind,
            new FaultlineHost(new ProcessEnvironment(new Dictionary<string, string>()), TimeProvider.System, new Random(7)).Functions
        );
}
