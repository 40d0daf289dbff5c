using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>In which shape a client wants objects.</summary>
/// <param name="As">Object, Table or PartialObjectMetadata.</param>
/// <param name="Version">The version of meta.k8s.io of the latter two.</param>
internal sealed record ObjectForm(string As, string Version)
{
    public const string Table = "Table";
    public const string Partial = "PartialObjectMetadata";

    public static ObjectForm Plain { get; } = new("Object", "v1");

    /// <summary>The first shape of an Accept header that the lab can answer in.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public static ObjectForm Of(string accept)
    {
        if (accept.Length == 0)
        {
            return Plain;
        }

        foreach (var entry in accept.Split(','))
        {
            var parts = entry.Split(';', StringSplitOptions.TrimEntries);
            string? Parameter(string name) =>
                parts.FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
            if (parts[0] is not ("application/json" or "application/*" or "*/*"))
            {
                continue;
            }

            var version = Parameter("v") ?? "v1";
            switch (Parameter("as"))
            {
                case null:
                    return Plain;
                case "Table" when version is "v1" or "v1beta1":
                    return new ObjectForm(Table, version);
                case "PartialObjectMetadata" or "PartialObjectMetadataList" when version is "v1" or "v1beta1":
                    return new ObjectForm(Partial, version);
            }
        }

        throw new KubernetesException(406, "NotAcceptable", "only the following media types are accepted: application/json");
    }
}
