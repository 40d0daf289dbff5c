using System.Collections.Concurrent;
using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>
/// What a server serves, in which versions. What it has is asked once and kept for the connection; what it does not have is asked
/// again, since an experiment may install it.
/// </summary>
internal sealed class Discovery(ApiTransport transport)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _versions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<ApiResource>> _resources = new(StringComparer.Ordinal);

    /// <summary>The best version of a kind that the server has.</summary>
    /// <exception cref="KubernetesException">It has none that we know.</exception>
    public async Task<ResourceType> ResolveAsync(VersionedResource wanted, CancellationToken stop)
    {
        var served = await VersionsAsync(wanted.Group, stop);
        foreach (var version in wanted.Versions.Where(served.Contains))
        {
            if ((await ResourcesAsync(wanted.Group, version, stop)).Any(resource => resource.Name == wanted.Plural))
            {
                return wanted.In(version);
            }
        }

        throw new KubernetesException(
            $"the server has no {wanted.Plural} of the API group '{wanted.Group}' in a version that we know ({string.Join(", ", wanted.Versions)}); "
                + (served.IsEmpty ? "it does not have the group." : $"of the group it has {string.Join(", ", served)}.")
        );
    }

    /// <summary>The kind of objects that a manifest names.</summary>
    /// <exception cref="KubernetesException">The server has no such kind.</exception>
    public async Task<ResourceType> OfKindAsync(string apiVersion, string kind, CancellationToken stop)
    {
        var (group, version) = apiVersion.Split('/', 2) is [var g, var v] ? (g, v) : ("", apiVersion);
        return await FindAsync(group, version, resource => resource.Kind == kind, $"kind '{kind}'", all => all.Kind, kind, stop);
    }

    /// <summary>The kind of objects that a plural names; a singular or a kind will do.</summary>
    /// <exception cref="KubernetesException">The server has no such kind.</exception>
    public async Task<ResourceType> OfPluralAsync(string group, string version, string plural, CancellationToken stop)
    {
        return await FindAsync(group, version, Is, $"resource '{plural}'", all => all.Name, plural, stop);

        bool Is(ApiResource resource) =>
            resource.Name == plural
            || string.Equals(resource.Singular, plural, StringComparison.OrdinalIgnoreCase)
            || string.Equals(resource.Kind, plural, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The version of the group policy in which the server takes evictions.</summary>
    /// <exception cref="KubernetesException">It takes none.</exception>
    public async Task<string> EvictionVersionAsync(CancellationToken stop)
    {
        var eviction = (await ResourcesAsync("", "v1", stop)).FirstOrDefault(resource => resource.Name == "pods/eviction");
        return eviction is null
            ? throw new KubernetesException("the server takes no evictions: there is no 'pods/eviction' in its API 'v1'.")
            : $"{(eviction.Group.Length == 0 ? "policy" : eviction.Group)}/{(eviction.Version.Length == 0 ? "v1" : eviction.Version)}";
    }

    private async Task<ResourceType> FindAsync(
        string group,
        string version,
        Func<ApiResource, bool> matches,
        string what,
        Func<ApiResource, string> nameOf,
        string wanted,
        CancellationToken stop
    )
    {
        var api = group.Length == 0 ? version : $"{group}/{version}";
        var all = (await ResourcesAsync(group, version, stop)).Where(resource => !resource.Name.Contains('/')).ToList();
        if (all.Count == 0)
        {
            throw new KubernetesException(
                $"the server has no API '{api}'. Check group and version, and that what defines it is installed."
            );
        }

        if (all.FirstOrDefault(matches) is not { } found)
        {
            _resources.TryRemove(PathOf(group, version), out _);
            var near = Abstractions.Suggestion.Sentence(wanted, all.Select(nameOf));
            throw new KubernetesException($"the server has no {what} in its API '{api}'.{(near is null ? "" : " " + near)}");
        }

#pragma warning disable CA1308 // Kinds are written in words of capitals, and sentences are not.
        var singular = found.Singular.Length == 0 ? found.Kind.ToLowerInvariant() : found.Singular;
#pragma warning restore CA1308
        return new ResourceType(group, version, found.Name, singular, found.Kind) { IsNamespaced = found.IsNamespaced };
    }

    private async Task<ImmutableArray<string>> VersionsAsync(string group, CancellationToken stop)
    {
        var path = "/apis/" + PathSegment.Of(group);
        if (_versions.TryGetValue(path, out var known))
        {
            return known;
        }

        var versions = (await ReadAsync(path, stop))?["versions"] as DataArray;
        ImmutableArray<string> found = [.. Objects(versions).Select(version => version.Text("version")).OfType<string>()];
        return Keep(_versions, path, found);
    }

    private async Task<ImmutableArray<ApiResource>> ResourcesAsync(string group, string version, CancellationToken stop)
    {
        var path = PathOf(group, version);
        if (_resources.TryGetValue(path, out var known))
        {
            return known;
        }

        var resources = (await ReadAsync(path, stop))?["resources"] as DataArray;
        return Keep(_resources, path, [.. Objects(resources).Select(Read)]);
    }

    private static ImmutableArray<T> Keep<T>(ConcurrentDictionary<string, ImmutableArray<T>> cache, string path, ImmutableArray<T> found)
    {
        if (!found.IsEmpty)
        {
            cache[path] = found;
        }

        return found;
    }

    private async Task<DataObject?> ReadAsync(string path, CancellationToken stop)
    {
        using var deadline = new Deadline(KubernetesClient.DefaultDeadline, transport.Time, stop);
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Verb = "get",
            Type = ResourceType.Namespaces,
            RawPath = path,
        };
        try
        {
            return await transport.SendForObjectAsync(request, deadline);
        }
        catch (KubernetesException e) when (e.StatusCode == 404)
        {
            return null;
        }
    }

    private static ApiResource Read(DataObject node) =>
        new(
            node.Text("name") ?? "",
            node.Text("singularName") ?? "",
            node.Text("kind") ?? "",
            node["namespaced"] is DataBoolean { Value: true }
        )
        {
            Group = node.Text("group") ?? "",
            Version = node.Text("version") ?? "",
        };

    private static IEnumerable<DataObject> Objects(DataArray? list) => list?.Items.OfType<DataObject>() ?? [];

    private static string PathOf(string group, string version) =>
        group.Length == 0 ? "/api/" + PathSegment.Of(version) : $"/apis/{PathSegment.Of(group)}/{PathSegment.Of(version)}";
}
