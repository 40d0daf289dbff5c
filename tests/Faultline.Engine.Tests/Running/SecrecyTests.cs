using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>A secret stands nowhere in what a run leaves behind, however it gets about; and the document is only ever read.</summary>
public sealed class SecrecyTests
{
    private const string Secret = "correct horse/battery+staple'\"";
    private const int Number = 90210443;

    private static readonly string[] Traces =
    [
        Secret,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Uri.EscapeDataString(Secret),
        JsonText.Write(Secret)[1..^1],
        "correct horse",
        "90210443",
    ];

    [Theory]
    [InlineData("succeed")]
    [InlineData("fail")]
    [InlineData("crash")]
    [InlineData("throw")]
    [InlineData("unproven")]
    public void No_outcome_carries_a_secret_into_the_log(string does)
    {
        var run = SimulatedRun.Of(
            Document(
                Action(
                    "act",
                    does,
                    "{\"output\": {\"${password}\": [\"${password}\", \"${pin}\"]}, \"message\": \"the password is ${password}\"}"
                )
            )
        );

        ShouldHoldNoSecret(run);
        run.Log.ShouldContain(SecretMask.Mask);
    }

    [Theory]
    [InlineData("${password}")]
    [InlineData("Bearer ${password}!")]
    public void No_encoding_of_a_secret_enters_the_log(string text)
    {
        var plain = text.Replace("${password}", Secret, StringComparison.Ordinal);
        var output = DataArray.Of([
            plain,
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
            Uri.EscapeDataString(plain),
            JsonText.Write(plain),
            PythonText.Repr(plain),
            PythonText.Repr(plain + "'"),
            PythonText.Repr(plain + "'\""),
        ]);

        ShouldHoldNoSecret(SimulatedRun.Of(Document(Action("act", more: $"{{\"output\": {output}}}"))));
    }

    [Fact]
    public void A_pause_of_secret_length_is_not_written_down()
    {
        var run = SimulatedRun.Of(Document(Action("act").Paused("{\"before\": \"${pin}\"}")));

        run.Events.OfType<PauseStarted>().Single().Seconds.ToString().ShouldBe("\"*****\"");
    }

    [Fact]
    public void A_pause_that_is_a_secret_and_no_length_is_not_written_down() =>
        ShouldHoldNoSecret(SimulatedRun.Of(Document(Action("act").Paused("{\"before\": \"${password}\"}"))));

    [Fact]
    public void A_secret_that_a_tolerance_compares_is_not_explained()
    {
        var probe = Probe("p", more: "{\"output\": \"${password}\"}").With("tolerance", "other than ${password}");

        ShouldHoldNoSecret(SimulatedRun.Of(Document(Action("act")).With("steady-state-hypothesis", Hypothesis(probe))));
    }

    [Theory]
    [InlineData(190)]
    [InlineData(185)]
    [InlineData(195)]
    public void A_secret_at_the_cut_of_an_explanation_is_not_half_shown(int before)
    {
        var output = $"{{\"output\": \"{new string('x', before)}${{password}}\"}}";
        var probe = Probe("p", more: output).With("tolerance", 1);

        var run = SimulatedRun.Of(Document(Action("act")).With("steady-state-hypothesis", Hypothesis(probe)));

        run.Log.ShouldNotContain("xcor");
        ShouldHoldNoSecret(run);
    }

    [Fact]
    public void A_secret_in_a_title_or_a_name_is_not_written_down()
    {
        var name = $"act {Secret}";
        var document = Document(Action(name).Paused("{\"before\": 1}"), Action(name, "crash"))
            .With("title", "with ${password}")
            .With("steady-state-hypothesis", Hypothesis(Healthy($"look {Secret}")).With("title", $"holds {Secret}"))
            .With("rollbacks", DataArray.Of([Action(name)]));

        ShouldHoldNoSecret(SimulatedRun.Of(document));
    }

    [Fact]
    public void A_secret_written_into_the_document_is_hidden_where_it_stands()
    {
        var run = SimulatedRun.Of(Document(Action("act")));

        ((DataObject)run.Journal["experiment"]!)["secrets"]!
            .ToString()
            .ShouldBe("{\"vault\": {\"password\": \"*****\", \"pin\": \"*****\", \"short\": \"*****\"}}");
    }

    [Fact]
    public void The_provider_gets_the_secrets_in_clear()
    {
        var call = SimulatedRun.Of(Document(Action("act", more: "{\"arguments\": {\"p\": \"${password}\"}}"))).Provider.Calls.Single();

        call.Provider["arguments"]!.ToString().ShouldBe(DataObject.Of(("p", Secret)).ToString());
        call.Secrets["vault"]!.ToString().ShouldContain("90210443");
    }

    [Fact]
    public void The_document_in_the_journal_is_the_one_that_was_read()
    {
        var document = Experiment([Healthy()], [Action("act", more: "{\"arguments\": {\"a\": \"${x}\"}}")])
            .With("configuration", Json("{\"x\": 1}"));
        var before = document.ToString();

        var run = SimulatedRun.Of(document);

        document.ToString().ShouldBe(before);
        var recorded = (DataObject)((DataArray)((DataObject)run.Journal["experiment"]!)["method"]!).Items.Single();
        recorded["provider"].ShouldBeSameAs(((DataObject)((DataArray)document["method"]!).Items.Single())["provider"]);
        var record = (DataObject)((DataArray)run.Journal["run"]!).Items.Single();
        record["activity"].ShouldBeSameAs(((DataArray)document["method"]!).Items.Single());
    }

    private static DataObject Document(params DataObject[] method) =>
        Experiment(null, method)
            .With("secrets", DataObject.Of(("vault", DataObject.Of(("password", Secret), ("pin", Number), ("short", "ab")))));

    private static DataObject Hypothesis(DataObject probe) => DataObject.Of(("title", "h"), ("probes", DataArray.Of([probe])));

    private static void ShouldHoldNoSecret(SimulatedRun run)
    {
        foreach (var trace in Traces)
        {
            run.Log.ShouldNotContain(trace);
            JsonText.Write(run.Journal).ShouldNotContain(trace);
        }
    }
}
