namespace Faultline.Lab.Objects.Schemas;

/// <summary>The types of the kinds that every lab knows.</summary>
internal static class BuiltInTypes
{
    private static readonly (Dictionary<string, Schema> Types, Dictionary<(string ApiVersion, string Kind), Schema> Kinds) Read =
        TypeText.Read();

    /// <summary>All types by their full names, such as io.k8s.api.core.v1.Pod.</summary>
    public static IReadOnlyDictionary<string, Schema> All => Read.Types;

    /// <summary>The kinds among them.</summary>
    public static IReadOnlyDictionary<(string ApiVersion, string Kind), Schema> Kinds => Read.Kinds;

    /// <summary>The type of every object's metadata.</summary>
    public static Schema Metadata { get; } = Read.Types["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"];

    /// <summary>The type of the objects of a kind; null for kinds that are not built in.</summary>
    public static Schema? Of(string apiVersion, string kind) => Read.Kinds.GetValueOrDefault((apiVersion, kind));
}
