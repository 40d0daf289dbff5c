using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;

namespace Faultline.Lab.Files;

/// <summary>One reading of a lab file: its tree to what the lab consists of.</summary>
internal sealed class LabFileReading(string? folder, LabFileProblems problems)
{
    private const string ApiVersion = "faultline/v1";

    private static readonly string[] Keys =
    [
        "apiVersion",
        "kind",
        "name",
        "nodes",
        "restartDelay",
        "podEvictionTimeout",
        "noEndpoint",
        "seed",
        "programs",
        "manifests",
    ];

    /// <summary>The lab file; of no use where there are problems.</summary>
    public LabFile Read(DataObject document)
    {
        problems.RefuseOthers(document, Keys);
        Expect(document, "apiVersion", ApiVersion);
        Expect(document, "kind", "Lab");
        var file = new LabFile
        {
            Name = Name(document),
            Documents = new LabManifestFiles(folder, problems).Read(document),
            Programs = new LabProgramReading(folder, problems).Read(document),
            Nodes = Nodes(document),
            RestartDelay = Time(document, "restartDelay", TimeSpan.FromSeconds(10)),
            PodEvictionTimeout = Time(document, "podEvictionTimeout", TimeSpan.FromSeconds(5)),
            NoEndpoint = NoEndpoint(document),
            Seed = Seed(document),
        };
        foreach (var one in file.Documents)
        {
            if (LabManifests.Problem(file, one.Content) is { } problem)
            {
                problems.Add(problem, one.Content.Position, one.File);
            }
        }

        return file;
    }

    // May be left out: who reads a lab file knows that it is one.
    private void Expect(DataObject document, string key, string value)
    {
        if (document.Has(key) && document.Text(key) != value)
        {
            problems.Add($"'{key}' must be {value}", document.PositionOf(key));
        }
    }

    private string Name(DataObject document)
    {
        if (document.Text("name") is not { Length: > 0 } name)
        {
            problems.Add(document.Has("name") ? "'name' must be a text" : "'name' is missing", document.PositionOf("name"));
            return "";
        }

        if (!LabName.IsValid(name))
        {
            problems.Add($"the name '{name}' is not a DNS label of up to 40 characters, such as 'shop'", document.PositionOf("name"));
        }

        return name;
    }

    private ImmutableArray<LabNodeFile> Nodes(DataObject document)
    {
        const string Wanted = "'nodes' must be a number from 1 to 200, or a list of nodes with name and labels";
        switch (document["nodes"])
        {
            case null:
                return [new LabNodeFile()];
            case DataNumber number when number.NumberAt() is >= 1 and <= LoopbackNetwork.MostNodes and var count:
                return [.. Enumerable.Range(0, (int)count).Select(_ => new LabNodeFile())];
            case DataArray { Items.Length: >= 1 and <= LoopbackNetwork.MostNodes } list:
                return [.. list.Items.Select(Node)];
            default:
                problems.Add(Wanted, document.PositionOf("nodes"));
                return [];
        }
    }

    private LabNodeFile Node(DataNode item)
    {
        if (item is not DataObject node)
        {
            problems.Add("a node is an object with name and labels", item.Position);
            return new LabNodeFile();
        }

        problems.RefuseOthers(node, ["name", "labels"]);
        if (node.Has("name") && !LabName.IsValid(node.Text("name") ?? ""))
        {
            problems.Add("the name of a node must be a DNS label, such as 'node-a'", node.PositionOf("name"));
        }

        return new LabNodeFile { Name = node.Text("name"), Labels = node.TextsAt("labels") };
    }

    private TimeSpan Time(DataObject document, string key, TimeSpan usual)
    {
        if (!document.TryGet(key, out var value))
        {
            return usual;
        }

        if (Duration.TryParse(value is DataNumber number ? number.Text + "s" : (value as DataString)?.Value ?? "", out var time))
        {
            return time;
        }

        problems.Add($"'{key}' must be a duration such as 10s, 500ms or 1m", document.PositionOf(key));
        return usual;
    }

    private NoEndpointMode NoEndpoint(DataObject document)
    {
        if (!document.Has("noEndpoint"))
        {
            return NoEndpointMode.Refuse;
        }

        if (ServiceRules.ModeNamed(document.Text("noEndpoint")) is { } mode)
        {
            return mode;
        }

        problems.Add("'noEndpoint' must be refuse, blackhole or hang", document.PositionOf("noEndpoint"));
        return NoEndpointMode.Refuse;
    }

    private int? Seed(DataObject document)
    {
        if (!document.Has("seed"))
        {
            return null;
        }

        if (document.NumberAt("seed") is { } seed and >= 0 and <= int.MaxValue)
        {
            return (int)seed;
        }

        problems.Add($"'seed' must be a whole number from 0 to {int.MaxValue}", document.PositionOf("seed"));
        return null;
    }
}
