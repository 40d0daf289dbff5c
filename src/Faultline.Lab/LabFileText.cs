using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Lab.Files;

namespace Faultline.Lab;

/// <summary>
/// Reads lab files:
/// <code>
/// apiVersion: faultline/v1
/// kind: Lab
/// name: shop                     # a DNS label
/// nodes: 3                       # or a list: - {name: a, labels: {zone: east}}; default 1
/// restartDelay: 10s              # how long replacements take to start; default 10s
/// podEvictionTimeout: 5s         # how long pods stay bound to a node that is gone; default 5s
/// noEndpoint: refuse             # refuse, blackhole or hang; default refuse
/// seed: 7                        # decides the names of pods; default by chance
/// programs:                      # what stands for the images of the manifests
///   example/shop:1.0:
///     command: [./shop, --quiet] # a name in PATH, or a path that begins at the lab file
///     env: { COLOUR: blue }
///     folder: .                  # where it starts; default the container's own folder
///   busybox: {}                  # its containers bring their own commands
/// manifests:                     # files, patterns of files, manifests themselves; or one text with all of them
/// - app/*.yaml
/// - apiVersion: v1
///   kind: Namespace
///   metadata: { name: shop }
/// </code>
/// </summary>
public static class LabFileText
{
    /// <summary>Reads a lab file; where that fails, every problem is told.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="folder">The folder that relative paths begin at; null where the file has none.</param>
    /// <param name="file">The lab file; null where there are problems.</param>
    /// <param name="problems">What is wrong; empty where nothing is.</param>
    public static bool TryRead(
        string text,
        string? folder,
        [NotNullWhen(true)] out LabFile? file,
        out ImmutableArray<LabFileProblem> problems
    )
    {
        var found = new LabFileProblems();
        file = Parse(text, found) is { } document ? new LabFileReading(folder, found).Read(document) : null;
        problems = found.InOrder();
        file = problems.IsEmpty ? file : null;
        return file is not null;
    }

    private static DataObject? Parse(string text, LabFileProblems problems)
    {
        try
        {
            if (YamlText.Parse(text) is DataObject document)
            {
                return document;
            }

            problems.Add("a lab file is an object with name, programs and manifests", null);
        }
        catch (DataSyntaxException e)
        {
            problems.Add(e.Message, e.Position);
        }

        return null;
    }
}
