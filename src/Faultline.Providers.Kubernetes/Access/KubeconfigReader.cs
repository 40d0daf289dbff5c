using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Documents;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Finds and reads kubeconfig files.</summary>
internal static partial class KubeconfigReader
{
    /// <summary>The files that KUBECONFIG names, else <c>~/.kube/config</c>, whether they exist or not.</summary>
    public static ImmutableArray<string> Candidates(KeyLookup keys)
    {
        var home = keys.Variable("HOME");
        if (keys["KUBECONFIG"] is { } list)
        {
            return
            [
                .. list.Split(':', StringSplitOptions.RemoveEmptyEntries)
                    .Select(path => Expand(path, home))
                    .Distinct(StringComparer.Ordinal),
            ];
        }

        return home is null ? [] : [Path.Combine(home, ".kube", "config")];
    }

    /// <summary>Reads and merges files that exist.</summary>
    /// <exception cref="ClusterAccessException">A file can't be read or is not a kubeconfig.</exception>
    public static Kubeconfig Read(ImmutableArray<string> files)
    {
        var documents = files.Select(file => (File: file, Root: ReadFile(file))).ToList();
        return new Kubeconfig
        {
            Files = files,
            CurrentContext = documents
                .Select(document => KubeconfigEntry.TextOf(document.Root["current-context"]))
                .FirstOrDefault(name => name is not null),
            Contexts = Entries(documents, "contexts", "context"),
            Clusters = Entries(documents, "clusters", "cluster"),
            Users = Entries(documents, "users", "user"),
        };
    }

    private static string Expand(string path, string? home) =>
        home is not null && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? home + path[1..] : path;

    private static DataObject ReadFile(string file)
    {
        try
        {
            return YamlText.Parse(Encoding.UTF8.GetString(File.ReadAllBytes(file))) switch
            {
                DataObject root => root,
                DataNull => DataObject.Empty,
                var other => throw new ClusterAccessException(
                    $"The kubeconfig '{file}' holds {other.Kind} where an object with 'clusters', 'users' and 'contexts' is expected."
                ),
            };
        }
        catch (DataSyntaxException e)
        {
            // What the parser quotes may be part of a token.
            throw new ClusterAccessException(
                $"The kubeconfig can't be read: {file}:{e.Position}: {Quoted().Replace(e.Message, "'…'")}. Correct it, or set KUBECONFIG to another file."
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterAccessException($"The kubeconfig '{file}' can't be read: {FileProblem.Explain(e)}.");
        }
    }

    private static ImmutableArray<KubeconfigEntry> Entries(List<(string File, DataObject Root)> documents, string list, string kind) =>
        [
            .. documents
                .SelectMany(document => EntriesOf(document.File, document.Root, list, kind))
                .DistinctBy(entry => entry.Name, StringComparer.Ordinal),
        ];

    private static IEnumerable<KubeconfigEntry> EntriesOf(string file, DataObject root, string list, string kind)
    {
        if (root[list] is null or DataNull)
        {
            yield break;
        }

        if (root[list] is not DataArray { Items: var items })
        {
            throw Malformed(file, root.PositionOf(list), $"'{list}' should be a list");
        }

        foreach (var item in items)
        {
            if (item is not DataObject entry || KubeconfigEntry.TextOf(entry["name"]) is not { } name)
            {
                throw Malformed(file, item.Position, $"each of '{list}' should be an object with a 'name'");
            }

            yield return entry[kind] switch
            {
                DataObject value => new KubeconfigEntry(kind, name, value, file),
                null or DataNull => new KubeconfigEntry(kind, name, new DataObject([], entry.Position), file),
                var other => throw Malformed(file, other.Position, $"'{kind}' should be an object"),
            };
        }
    }

    private static ClusterAccessException Malformed(string file, SourcePosition? position, string what) =>
        new($"The kubeconfig can't be used: {file}{(position is { } at ? $":{at}" : "")}: {what}.");

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}
