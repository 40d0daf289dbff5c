using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Creating objects. One that is there already (409) is a failure.</summary>
internal static class Creation
{
    // As the API names what it names itself: no vowels, no letters that look like digits.
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Creates the object of a file.</summary>
    public static async Task FromFileAsync(KubernetesCall call, ResourceSource resource, string path, string ns, CancellationToken stop)
    {
        var manifest = await ManifestFile.ReadAsync(path, stop);
        await CreateAsync(call, await resource(call, manifest, stop), ns, manifest, stop);
    }

    /// <summary>Creates an object.</summary>
    public static Task<DataObject> CreateAsync(
        KubernetesCall call,
        ResourceType type,
        string? ns,
        DataObject manifest,
        CancellationToken stop
    )
    {
        if (type.Kind.Length > 0 && manifest.Text("kind") is { } kind && kind != type.Kind)
        {
            throw new KubernetesException($"cannot create {type.Plural}: the manifest is one of a {kind}, not of a {type.Kind}.");
        }

        return call.Changes.CreateAsync(type, ns, Named(Manifest.Typed(type, manifest), type, call.Random), stop);
    }

    // A name that the server would choose is chosen here, so that it is written down before there is anything of that name.
    private static DataObject Named(DataObject manifest, ResourceType type, Random random)
    {
        var metadata = manifest["metadata"] as DataObject ?? DataObject.Empty;
        if (metadata.Text("name") is { Length: > 0 })
        {
            return manifest;
        }

        if (metadata.Text("generateName") is not { Length: > 0 } prefix)
        {
            throw new KubernetesException($"cannot create {type.Plural}: the manifest has no metadata.name.");
        }

        var ending = new char[5];
        lock (random)
        {
            for (var i = 0; i < ending.Length; i++)
            {
                ending[i] = Letters[random.Next(Letters.Length)];
            }
        }

        return manifest.With("metadata", metadata.Without("generateName").With("name", prefix + new string(ending)));
    }
}
