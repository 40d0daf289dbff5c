using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>The tree of a settings file to settings, and everything that is wrong with it.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class SettingsReader(string path)
{
    private static readonly string[] Keys = ["auths", "controls", "extensions", "notifications", "runtime"];

    public (Settings Settings, ImmutableArray<Diagnostic> Problems) Read(DataObject document)
    {
        var problems = new Diagnostics(path);
        foreach (var member in document.Members.Where(member => !Keys.Contains(member.Key)))
        {
            // Others than us may read more keys: only what looks like a slip is worth a word.
            if (Suggestion.Sentence(member.Key, Keys.Where(key => !document.Has(key))) is { } meant)
            {
                problems.Add(
                    DiagnosticSeverity.Warning,
                    $"'{member.Key}' is not a key of settings and has no effect",
                    member.KeyPosition,
                    "$." + member.Key,
                    meant
                );
            }
        }

        var runtime = new RuntimeReader(problems, new StepReader(problems)).Read(
            document["runtime"] is DataNull ? null : document["runtime"]
        );
        if (runtime.StopCondition is not null)
        {
            problems.Warn(
                "'stop-when' has no effect in settings",
                document["runtime"],
                "$.runtime.stop-when",
                "Conditions stand in the document of an experiment; a safeguard among 'controls' watches all experiments."
            );
        }

        var settings = new Settings
        {
            Path = path,
            Document = document,
            Controls = Controls(document["controls"], problems),
            Notifications = Notifications(document["notifications"], problems),
            Authorizations = Authorizations(document["auths"], problems),
            HypothesisStrategy = runtime.Hypothesis,
            RollbackStrategy = runtime.Rollbacks,
            Timeout = runtime.Timeout > TimeSpan.Zero ? runtime.Timeout : null,
            Extensions = Extensions(document["extensions"], problems),
            Secrets = [.. SettingsSecrets.Of(document).Distinct(StringComparer.Ordinal)],
        };
        return (settings, problems.All);
    }

    private static ImmutableArray<DataObject> Controls(DataNode? node, Diagnostics problems)
    {
        if (node is not DataObject mapping)
        {
            Unless<DataObject>(node, "controls", "an object of controls by their names", problems);
            return [];
        }

        var controls = ImmutableArray.CreateBuilder<DataObject>();
        foreach (var member in mapping.Members)
        {
            if (member.Value is DataObject control)
            {
                var name = new DataMember("name", new DataString(member.Key, member.KeyPosition), member.KeyPosition);
                controls.Add(new DataObject([name, .. control.Members.Where(m => m.Key != "name")], control.Position));
            }
            else
            {
                problems.Fatal(
                    $"a control is an object with a 'provider', and '{member.Key}' is {member.Value.Kind}",
                    member.Value,
                    "$.controls." + member.Key
                );
            }
        }

        return controls.DrainToImmutable();
    }

    private ImmutableArray<string> Extensions(DataNode? node, Diagnostics problems)
    {
        if (node is not DataArray list)
        {
            Unless<DataArray>(node, "extensions", "a list of assemblies and programs", problems);
            return [];
        }

        foreach (var wrong in list.Items.Where(item => item is not DataString { Value.Length: > 0 }))
        {
            problems.Fatal($"an extension is the path of an assembly or of a program, and this is {wrong.Kind}", wrong, "$.extensions");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. list.Items.OfType<DataString>().Select(item => Path.Combine(folder, item.Value))];
    }

    private static ImmutableArray<DataObject> Notifications(DataNode? node, Diagnostics problems)
    {
        if (node is not DataArray list)
        {
            Unless<DataArray>(node, "notifications", "a list of channels", problems);
            return [];
        }

        var channels = ImmutableArray.CreateBuilder<DataObject>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            // What a channel has to say is for whoever tells it.
            if (list.Items[i] is DataObject channel)
            {
                channels.Add(channel);
            }
            else
            {
                problems.Warn(
                    $"a channel of notifications is an object with a 'type', and this is {list.Items[i].Kind}; nobody is told",
                    list.Items[i],
                    $"$.notifications[{i}]"
                );
            }
        }

        return channels.DrainToImmutable();
    }

    private static ImmutableDictionary<string, string> Authorizations(DataNode? node, Diagnostics problems)
    {
        var all = Settings.None.Authorizations;
        if (node is not DataObject hosts)
        {
            Unless<DataObject>(node, "auths", "an object of hosts", problems);
            return all;
        }

        foreach (var (host, value, _) in hosts.Members)
        {
            if (
                value is not DataObject auth
                || auth["type"] is not (DataString or DataNumber)
                || auth["value"] is not (DataString or DataNumber)
            )
            {
                problems.Warn(
                    $"'{host}' needs a 'type', such as bearer, and a 'value'; documents are fetched from it without",
                    value,
                    "$.auths." + host
                );
                continue;
            }

            var header = new StringBuilder(PythonText.Str(auth["type"]!))
                .Append(' ')
                .Append(PythonText.Str(auth["value"]!).Trim())
                .ToString();
            if (header.Any(character => character is < ' ' or > '~'))
            {
                problems.Warn($"what '{host}' is to be told holds characters that can't be sent in a header", value, "$.auths." + host);
                continue;
            }

            all = all.SetItem(host, header);
        }

        return all;
    }

    private static void Unless<T>(DataNode? node, string key, string what, Diagnostics problems)
        where T : DataNode
    {
        if (node is not (null or DataNull or T))
        {
            problems.Fatal($"'{key}' must be {what}, and is {node.Kind}", node, "$." + key);
        }
    }
}
