using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Tests.Documents;

namespace Faultline.Engine.Tests.Configuration;

/// <summary>Declarations resolved, and shown as text.</summary>
internal sealed record Variables(string Configuration, string Secrets, string Problems)
{
    public static Variables Resolve(string document, Overrides? overrides = null, params (string Name, string Value)[] environment)
    {
        var text = "{\"title\": \"t\", \"description\": \"d\", \"method\": [],\n" + document + "}";
        var experiment = ExperimentReader.Read(JsonText.Parse(text), "test.json").Experiment.ShouldNotBeNull();
        var resolved = ConfigurationResolver.Resolve(
            experiment,
            overrides ?? Overrides.None,
            new ProcessEnvironment(environment.ToDictionary(variable => variable.Name, variable => variable.Value))
        );
        return new Variables(resolved.Configuration.ToString(), resolved.Secrets.ToString(), Reading.Shown(resolved.Problems));
    }

    public static Variables Configured(string declaration, params (string Name, string Value)[] environment) =>
        Resolve($"\"configuration\": {{\"x\": {declaration}}}", null, environment);
}
