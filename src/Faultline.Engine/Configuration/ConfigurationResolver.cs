using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>Declarations, overrides and environment to values (reference specification §§7.1, 7.2).</summary>
public static class ConfigurationResolver
{
    /// <summary>Resolves the declarations of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="overrides">What stands in place of declarations of the same name; names that the document does not declare are ignored.</param>
    /// <param name="environment">Where <c>type: env</c> looks.</param>
    /// <param name="sources">The types of secrets that sources are asked for later; what is declared so is left pending.</param>
    public static ResolvedVariables Resolve(
        Experiment experiment,
        Overrides overrides,
        IEnvironment environment,
        IReadOnlySet<string>? sources = null
    )
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var lookup = new EnvironmentLookup(experiment.Source, environment, problems);
        var configuration = experiment.Configuration.Members.Select(member =>
        {
            var declared = overrides.Configuration[member.Key] ?? member.Value;
            return IsOf(declared, "env")
                ? new DataMember(member.Key, lookup.Configuration((DataObject)declared, $"$.configuration.{member.Key}"))
                : new DataMember(member.Key, declared);
        });
        var reading = new SecretReading(lookup, sources ?? NoSources);
        var secrets = experiment.Secrets.Members.Select(group => new DataMember(
            group.Key,
            reading.Read(group.Value, overrides.Secrets[group.Key], [group.Key])
        ));
        var resolved = new ResolvedVariables(new DataObject(configuration), new DataObject(secrets), []);
        return resolved with
        {
            Problems = problems.DrainToImmutable(),
            Pending = [.. reading.Pending],
            Sources = sources ?? NoSources,
            SecretVariables = [.. reading.Variables],
        };
    }

    /// <summary>Whether a declaration is an object of that type.</summary>
    internal static bool IsOf(DataNode declaration, string type) => declaration is DataObject mapping && mapping.Text("type") == type;

    private static readonly HashSet<string> NoSources = [];

    private sealed class SecretReading(EnvironmentLookup lookup, IReadOnlySet<string> sources)
    {
        public List<PendingSecret> Pending { get; } = [];

        public List<(string Group, string Variable)> Variables { get; } = [];

        // An override of one secret leaves the others of its group as they are.
        public DataNode Read(DataNode declared, DataNode? given, ImmutableArray<string> keys)
        {
            if (given is not (null or DataNull or DataObject) || (given is DataObject && declared is not DataObject))
            {
                return given;
            }

            if (declared is not DataObject group)
            {
                return declared;
            }

            var isEnvironment = IsOf(declared, "env");
            var isFetched = !isEnvironment && group.Text("type") is { } type && sources.Contains(type);
            if ((isEnvironment || isFetched) && given is DataObject)
            {
                return given;
            }

            if (isEnvironment)
            {
                Variables.Add((keys[0], group.Text("key") ?? ""));
                return lookup.Secret(group, "$.secrets." + string.Join('.', keys));
            }

            if (isFetched)
            {
                Pending.Add(new PendingSecret(keys, group));
                return group;
            }

            return new DataObject(
                group.Members.Select(member => new DataMember(
                    member.Key,
                    Read(member.Value, (given as DataObject)?[member.Key], keys.Add(member.Key))
                ))
            );
        }
    }

    private sealed class EnvironmentLookup(string source, IEnvironment environment, ImmutableArray<Diagnostic>.Builder problems)
    {
        public DataNode Configuration(DataObject declaration, string path)
        {
            if (Key(declaration, path) is not { } key)
            {
                return DataNull.Instance;
            }

            var type = declaration["env_var_type"] is { } node and not DataNull ? PythonText.Str(node) : null;
            if (environment.Get(key) is { } value)
            {
                return Convert(value, type, key, declaration, path);
            }

            if (!declaration.TryGet("default", out var fallback))
            {
                Missing($"Configuration makes reference to an environment key that does not exist: {key}", declaration, path, key);
                return DataNull.Instance;
            }

            return fallback is DataString text || (type is not (null or "str" or "string" or "json") && fallback is not DataNull)
                    ? Convert(PythonText.Str(fallback), type, key, declaration, path)
                : fallback is DataNull && type is "int" or "integer" or "float" or "number"
                    ? Wrong($"the default of the environment key '{key}' is null, which is no {type}", declaration, path)
                : fallback;
        }

        public DataNode Secret(DataObject declaration, string path)
        {
            if (Key(declaration, path) is not { } key)
            {
                return DataNull.Instance;
            }

            if (environment.Get(key) is { } value)
            {
                return value;
            }

            Missing($"Secrets make reference to an environment key that does not exist: {key}", declaration, path, key);
            return DataNull.Instance;
        }

        private string? Key(DataObject declaration, string path)
        {
            if (declaration["key"] is DataString { Value.Length: > 0 } key)
            {
                return key.Value;
            }

            Wrong("a value of type 'env' must name its environment variable under 'key'", declaration, path);
            return null;
        }

        private DataNode Convert(string value, string? type, string key, DataObject declaration, string path)
        {
            try
            {
                return Overrides.Convert(value, type);
            }
            catch (FormatException e)
            {
                // The value itself stays out of the message: a variable may hold anything.
                var known = type is "int" or "integer" or "float" or "number" or "json";
                return Wrong(known ? $"the value of the environment key '{key}' is not of type '{type}'" : e.Message, declaration, path);
            }
        }

        private DataNull Wrong(string message, DataObject declaration, string path)
        {
            problems.Add(new Diagnostic(DiagnosticSeverity.Error, message, source, declaration.Position, path));
            return DataNull.Instance;
        }

        private void Missing(string message, DataObject declaration, string path, string key) =>
            problems.Add(
                new Diagnostic(
                    DiagnosticSeverity.Error,
                    message,
                    source,
                    declaration["key"]?.Position ?? declaration.Position,
                    path,
                    $"Set {key} in the environment, or give the value with --var or --var-file."
                )
                {
                    IsMissingHere = true,
                }
            );
    }
}
