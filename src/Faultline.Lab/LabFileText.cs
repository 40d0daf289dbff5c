using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Lab.Files;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;

namespace Faultline.Lab;

/// <summary>
/// Reads lab files:
/// <code>
/// name: shop                  # a DNS label
/// restart-delay: 10s          # how long replacements take to start; default 10s
/// no-endpoint: refuse         # refuse, blackhole or hang; default refuse
/// seed: 7                     # decides the names of pods; default by chance
/// programs:
///   example/shop:1.0:         # an image of the manifests
///     path: /usr/bin/shop
///     args: [--quiet]
///     env: { COLOUR: blue }
/// manifests: |
///   apiVersion: v1
///   ...
/// </code>
/// </summary>
public static class LabFileText
{
    private static readonly string[] Keys = ["name", "restart-delay", "no-endpoint", "seed", "programs", "manifests"];
    private static readonly string[] ProgramKeys = ["path", "args", "env"];

    /// <summary>Reads a lab file; where that fails, every problem is told.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The lab file; null where there are problems.</param>
    /// <param name="problems">What is wrong; empty where nothing is.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out LabFile? file, out ImmutableArray<LabFileProblem> problems)
    {
        var found = new List<LabFileProblem>();
        file = Parse(text, found) is { } document ? Read(document, found) : null;
        problems = [.. found.OrderBy(problem => problem.Position?.Line ?? 0).ThenBy(problem => problem.Position?.Column ?? 0)];
        file = found.Count == 0 ? file : null;
        return file is not null;
    }

    private static DataObject? Parse(string text, List<LabFileProblem> problems)
    {
        try
        {
            if (YamlText.Parse(text) is DataObject document)
            {
                return document;
            }

            problems.Add(new("a lab file is an object with name, programs and manifests", null));
        }
        catch (DataSyntaxException e)
        {
            problems.Add(new(e.Message, e.Position));
        }

        return null;
    }

    private static LabFile Read(DataObject document, List<LabFileProblem> problems)
    {
        RefuseOthers(document, Keys, problems);
        var name = RequireText(document, "name", problems);
        if (name.Length > 0 && !LabName.IsValid(name))
        {
            problems.Add(new($"the name '{name}' is not a DNS label of up to 40 characters, such as 'shop'", document.PositionOf("name")));
        }

        return new LabFile
        {
            Name = name,
            Manifests = RequireText(document, "manifests", problems),
            Programs = Programs(document, problems),
            RestartDelay = RestartDelay(document, problems),
            NoEndpoint = NoEndpoint(document, problems),
            Seed = Seed(document, problems),
        };
    }

    private static Dictionary<string, LabProgram> Programs(DataObject document, List<LabFileProblem> problems)
    {
        if (document["programs"] is not DataObject programs)
        {
            problems.Add(new("'programs' must be an object of images and their programs", document.PositionOf("programs")));
            return [];
        }

        return programs.Members.ToDictionary(member => member.Key, member => Program(member, problems), StringComparer.Ordinal);
    }

    private static LabProgram Program(DataMember member, List<LabFileProblem> problems)
    {
        if (member.Value is not DataObject program)
        {
            problems.Add(new($"the program of '{member.Key}' must be an object with a path", member.KeyPosition));
            return new LabProgram { Path = "" };
        }

        RefuseOthers(program, ProgramKeys, problems);
        var path = RequireText(program, "path", problems);
        if (path.Length > 0 && !Path.IsPathRooted(path))
        {
            problems.Add(new($"the path '{path}' is not absolute; begin it with '/'", program.PositionOf("path")));
        }

        return new LabProgram
        {
            Path = path,
            Arguments = [.. program.ItemsAt("args").Select(argument => PlainText(argument, program.PositionOf("args"), problems))],
            Environment = program.At("env") is DataObject env
                ? env.Members.ToDictionary(one => one.Key, one => PlainText(one.Value, one.KeyPosition, problems), StringComparer.Ordinal)
                : new Dictionary<string, string>(),
        };
    }

    private static TimeSpan RestartDelay(DataObject document, List<LabFileProblem> problems)
    {
        if (!document.TryGet("restart-delay", out var value))
        {
            return TimeSpan.FromSeconds(10);
        }

        if (Duration.TryParse(value is DataNumber number ? number.Text + "s" : (value as DataString)?.Value ?? "", out var delay))
        {
            return delay;
        }

        problems.Add(new("'restart-delay' must be a duration such as 10s, 500ms or 1m", document.PositionOf("restart-delay")));
        return TimeSpan.Zero;
    }

    private static NoEndpointMode NoEndpoint(DataObject document, List<LabFileProblem> problems)
    {
        if (!document.Has("no-endpoint"))
        {
            return NoEndpointMode.Refuse;
        }

        if (ServiceRules.ModeNamed(document.Text("no-endpoint")) is { } mode)
        {
            return mode;
        }

        problems.Add(new("'no-endpoint' must be refuse, blackhole or hang", document.PositionOf("no-endpoint")));
        return NoEndpointMode.Refuse;
    }

    private static int? Seed(DataObject document, List<LabFileProblem> problems)
    {
        if (!document.Has("seed"))
        {
            return null;
        }

        if (document.NumberAt("seed") is { } seed and >= 0 and <= int.MaxValue)
        {
            return (int)seed;
        }

        problems.Add(new($"'seed' must be a whole number from 0 to {int.MaxValue}", document.PositionOf("seed")));
        return null;
    }

    private static string RequireText(DataObject node, string key, List<LabFileProblem> problems)
    {
        if (node.Text(key) is { Length: > 0 } text)
        {
            return text;
        }

        problems.Add(new(node.Has(key) ? $"'{key}' must be a text" : $"'{key}' is missing", node.PositionOf(key)));
        return "";
    }

    private static string PlainText(DataNode node, SourcePosition? at, List<LabFileProblem> problems)
    {
        switch (node)
        {
            case DataString text:
                return text.Value;
            case DataNumber or DataBoolean:
                return node.ToString();
            default:
                problems.Add(new("arguments and variables must be texts, numbers or booleans", node.Position ?? at));
                return "";
        }
    }

    private static void RefuseOthers(DataObject node, string[] known, List<LabFileProblem> problems) =>
        problems.AddRange(
            node.Members.Where(member => !known.Contains(member.Key))
                .Select(member => new LabFileProblem(
                    $"'{member.Key}' means nothing here; use {string.Join(", ", known)}",
                    member.KeyPosition
                ))
        );
}
