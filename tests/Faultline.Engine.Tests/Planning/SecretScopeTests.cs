using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Planning;
using Faultline.Engine.Tests.Documents;

namespace Faultline.Engine.Tests.Planning;

public sealed class SecretScopeTests
{
    [Theory]
    [InlineData(
        "\"method\": [{\"type\": \"action\", \"name\": \"a\", \"provider\": {\"type\": \"x\", \"arguments\": [\"${pw}\"], \"secrets\": [\"db\"]}}]",
        ""
    )]
    [InlineData(
        "\"method\": [{\"type\": \"action\", \"name\": \"a\", \"provider\": {\"type\": \"x\", \"arguments\": {\"p\": [\"x $pw\"]}}}]",
        "Error test.json:2:90 $.method[0].provider.arguments.p[0]: the secret 'pw' of the group 'db' is used where --strict-secrets does not give it"
            + " | Name the group in this provider: \"secrets\": [\"db\"]."
    )]
    [InlineData(
        "\"method\": [{\"type\": \"action\", \"name\": \"a\", \"provider\": {\"type\": \"x\", \"arguments\": \"${pw}\", \"secrets\": [\"other\"]}}]",
        "Error test.json:2:83 $.method[0].provider.arguments: the secret 'pw' of the group 'db' is used where --strict-secrets does not give it"
            + " | Name the group in this provider: \"secrets\": [\"db\"]."
    )]
    // What is not replaced there, what is no secret, and what is none because configuration comes first.
    [InlineData(
        "\"method\": [{\"type\": \"action\", \"name\": \"${pw}\", \"provider\": {\"type\": \"x\", \"path\": \"${pw}\", \"arguments\": \"$$pw ${pw-} ${x} ${both}\"}}]",
        ""
    )]
    [InlineData(
        "\"method\": [{\"type\": \"action\", \"name\": \"a\", \"pauses\": {\"before\": \"${pw}\"}, \"provider\": {\"type\": \"x\", \"secrets\": [\"db\"]}}]",
        "Error test.json:2:65 $.method[0].pauses.before: the secret 'pw' of the group 'db' is used where --strict-secrets does not give it"
            + " | Secrets are given to the providers of activities and controls alone."
    )]
    [InlineData(
        "\"method\": [], \"controls\": [{\"name\": \"c\", \"provider\": {\"type\": \"python\", \"module\": \"m\", \"arguments\": {\"a\": \"${pw}\"}}}]",
        "Error test.json:2:107 $.controls[0].provider.arguments.a: the secret 'pw' of the group 'db' is used where --strict-secrets does not give it"
            + " | Name the group in this provider: \"secrets\": [\"db\"]."
    )]
    public void A_secret_is_given_to_providers_that_name_its_group(string member, string problem)
    {
        var text =
            "{\"title\": \"t\", \"description\": \"d\", \"configuration\": {\"both\": 1}, \"secrets\": {\"db\": {\"pw\": \"p\", \"both\": 2}},\n"
            + member
            + "}";
        var experiment = ExperimentReader.Read(JsonText.Parse(text), "test.json").Experiment.ShouldNotBeNull();
        var variables = ConfigurationResolver.Resolve(experiment, Overrides.None, new ProcessEnvironment(new Dictionary<string, string>()));

        Reading.Shown(new SecretScope(variables, [new Provider()]).Check(experiment)).ShouldBe(problem);
    }

    [Fact]
    public void What_an_activity_starts_does_not_inherit_the_secrets_of_others()
    {
        var variables = new ResolvedVariables(DataObject.Empty, (DataObject)JsonText.Parse("{\"a\": {\"x\": 1}, \"b\": {\"y\": 2}}"), [])
        {
            IsStrict = true,
            SecretVariables = [("a", "X"), ("b", "Y"), ("b", "X")],
        };
        var provider = (DataObject)JsonText.Parse("{\"type\": \"x\", \"secrets\": [\"a\"]}");

        variables.WithheldFrom(provider).ShouldBe(["Y"]);
        variables.SecretsFor(provider).ToString().ShouldBe("{\"a\": {\"x\": 1}}");
        (variables with { IsStrict = false }).WithheldFrom(provider).ShouldBeEmpty();
    }

    private sealed class Provider : IActivityProvider
    {
        public string Name => "x";

        public IReadOnlyList<string> SubstitutedFields { get; } = ["arguments"];

        public Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop) => throw new NotSupportedException();
    }
}
