using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning.Policies;

/// <summary>What a file of policies says, and everything that is wrong with it: a rule that can't be read must not be left out.</summary>
/// <param name="Policies">The policies; empty where a diagnostic says why there is none.</param>
/// <param name="Diagnostics">What is wrong, in the order of the text.</param>
public sealed record PolicyReading(ImmutableArray<Policy> Policies, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>A tree to policies.</summary>
public sealed class PolicyReader
{
    private readonly Diagnostics _problems;
    private readonly PolicyFields _fields;

    private PolicyReader(string source)
    {
        _problems = new Diagnostics(source);
        _fields = new PolicyFields(_problems);
    }

    /// <summary>Reads the policies of a file: a list of them, or an object with the list under <c>policies</c>.</summary>
    /// <param name="root">The file's tree.</param>
    /// <param name="source">The file, for messages.</param>
    public static PolicyReading Read(DataNode root, string source)
    {
        var reader = new PolicyReader(source);
        var policies = reader.ReadAll(root);
        return new PolicyReading(policies, reader._problems.All);
    }

    private ImmutableArray<Policy> ReadAll(DataNode root)
    {
        var (list, path) = root is DataObject file ? (file["policies"], "$.policies") : (root, "$");
        if (root is DataObject whole)
        {
            _fields.OnlyKnown(whole, "$", ["policies"]);
        }

        if (list is not DataArray { Items.Length: > 0 } all)
        {
            _problems.Error("a file of policies is a list of policies, or an object with the list under 'policies'", list ?? root, path);
            return [];
        }

        var read = all.Items.Select((item, at) => ReadOne(item, $"{path}[{at}]")).OfType<Policy>().ToList();
        foreach (var twice in read.GroupBy(policy => policy.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _problems.Error($"{twice.Count()} policies are called '{twice.Key}'", list, path, "Give each a name of its own.");
        }

        return [.. read];
    }

    private Policy? ReadOne(DataNode node, string path)
    {
        if (node is not DataObject policy)
        {
            _problems.Error($"a policy is an object, and this is {node.Kind}", node, path);
            return null;
        }

        _fields.OnlyKnown(policy, path, ["name", "allowed", "denied", "limits", "forbidden", "required", "times", "opaque-actions"]);
        if (policy.Text("name") is not { Length: > 0 } name)
        {
            _problems.Error("a policy must have a name, by which a refusal is known", policy["name"] ?? policy, path + ".name");
            return null;
        }

        var limits = _fields.Mapping(policy, "limits", path, ["share", "targets", "duration"]);
        var required = _fields.Mapping(policy, "required", path, ["labels", "tags", "contributions", "rollbacks"]);
        var read = new Policy
        {
            Name = name,
            Source = _problems.Source,
            Allowed = Subjects(policy, "allowed", path),
            Denied = Subjects(policy, "denied", path),
            MostPercent = _fields.Percent(limits, "share", path + ".limits"),
            MostTargets = _fields.Count(limits, "targets", path + ".limits"),
            MostDuration = _fields.Duration(limits, "duration", path + ".limits"),
            Forbidden = _fields.Texts(policy, "forbidden", path) ?? [],
            RequiredLabels = _fields.Pairs(required, "labels", path + ".required"),
            RequiredTags = _fields.Texts(required, "tags", path + ".required") ?? [],
            RequiredContributions = _fields.Pairs(required, "contributions", path + ".required"),
            NeedsRollbacks = _fields.Flag(required, "rollbacks", path + ".required"),
            AllowsOpaque = OpaqueActions(policy, path),
            Times = policy["times"] is null ? null : new TimeWindowReader(_problems, _fields).Read(policy, path),
        };
        if (!policy.Members.Any(member => member.Key is not ("name" or "opaque-actions")))
        {
            _problems.Error($"the policy '{name}' has no rule", policy, path, "Add one, or remove the policy.");
        }

        return read;
    }

    private ImmutableDictionary<PolicySubject, ImmutableArray<string>> Subjects(DataObject policy, string key, string path)
    {
        var lists = _fields.Mapping(policy, key, path, ["namespaces", "clusters", "accounts", "hosts"]);
        return lists
            .Members.Select(member =>
                (
                    Subject: Enum.TryParse<PolicySubject>(member.Key, ignoreCase: true, out var found) ? found : (PolicySubject?)null,
                    member.Key
                )
            )
            .Where(one => one.Subject is not null)
            .Select(one => KeyValuePair.Create(one.Subject!.Value, _fields.Texts(lists, one.Key, $"{path}.{key}") ?? []))
            .ToImmutableDictionary();
    }

    private bool OpaqueActions(DataObject policy, string path)
    {
        var value = policy["opaque-actions"];
        if (value is null or DataString { Value: "allowed" or "refused" })
        {
            return value is DataString { Value: "allowed" };
        }

        _problems.Error(
            "'opaque-actions' is 'allowed' or 'refused'",
            value,
            path + ".opaque-actions",
            Suggestion.Sentence((value as DataString)?.Value ?? "", ["allowed", "refused"])
        );
        return false;
    }
}
