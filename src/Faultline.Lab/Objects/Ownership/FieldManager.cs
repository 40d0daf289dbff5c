using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Ownership;

/// <summary>One who set fields of an object, and which.</summary>
/// <param name="Name">The name it gave.</param>
/// <param name="Operation">Apply or Update.</param>
/// <param name="Subresource">The part of the object that it wrote through; null for the object itself.</param>
/// <param name="ApiVersion">The version in which it wrote.</param>
/// <param name="Time">When it last did.</param>
/// <param name="Fields">The fields.</param>
internal sealed record FieldManager(string Name, string Operation, string? Subresource, string ApiVersion, string? Time, FieldSet Fields)
{
    /// <summary>Whether both are the same writer, doing the same.</summary>
    public bool IsSame(FieldManager other) =>
        Name == other.Name
        && Operation == other.Operation
        && Subresource == other.Subresource
        && (Operation == "Apply" || ApiVersion == other.ApiVersion);

    /// <summary>The managers that an object names.</summary>
    public static List<FieldManager> Of(DataObject node) =>
        [
            .. node.ItemsAt("metadata", "managedFields")
                .Where(entry => entry.TextAt("operation") is "Apply" or "Update")
                .Select(entry => new FieldManager(
                    entry.TextAt("manager") ?? "",
                    entry.TextAt("operation")!,
                    entry.TextAt("subresource"),
                    entry.TextAt("apiVersion") ?? "",
                    entry.TextAt("time"),
                    entry.At("fieldsV1") is { } fields ? FieldSet.Read(fields) : FieldSet.None
                )),
        ];

    /// <summary>The object with these managers.</summary>
    public static DataObject Write(DataObject node, IEnumerable<FieldManager> managers)
    {
        var entries = managers
            .Where(manager => !manager.Fields.IsEmpty)
            .OrderBy(manager => manager.Operation, StringComparer.Ordinal)
            .ThenBy(manager => manager.Time, StringComparer.Ordinal)
            .ThenBy(manager => manager.Name, StringComparer.Ordinal)
            .Select(manager => manager.Entry())
            .ToList();
        return entries.Count == 0 ? node.Drop("metadata", "managedFields") : node.Put(DataArray.Of(entries), "metadata", "managedFields");
    }

    private DataObject Entry()
    {
        var entry = DataObject.Of(("manager", Name), ("operation", Operation), ("apiVersion", ApiVersion));
        entry = Time is { } time ? entry.With("time", time) : entry;
        entry = entry.With("fieldsType", "FieldsV1").With("fieldsV1", Fields.Write());
        return Subresource is { } part ? entry.With("subresource", part) : entry;
    }
}
