using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.Tables;

/// <summary>Objects as the rows that kubectl prints.</summary>
internal sealed class TableView(TimeProvider time)
{
    /// <summary>The table of some objects.</summary>
    /// <param name="path">How the client named them.</param>
    /// <param name="nodes">The objects.</param>
    /// <param name="metadata">That of the list, or of the one object.</param>
    /// <param name="version">The version of meta.k8s.io that the client understands.</param>
    /// <param name="include">What of each object comes along: None, Metadata or Object.</param>
    public DataObject Of(ApiPath path, IEnumerable<DataObject> nodes, DataObject metadata, string version, string include)
    {
        var columns = ColumnsOf(path);
        var apiVersion = "meta.k8s.io/" + version;
        return DataObject.Of(
            ("kind", "Table"),
            ("apiVersion", apiVersion),
            ("metadata", metadata),
            ("columnDefinitions", DataArray.Of(columns.Select(Definition))),
            (
                "rows",
                DataArray.Of(
                    nodes.Select(node =>
                        (DataNode)
                            DataObject.Of(
                                ("cells", DataArray.Of(columns.Select(column => column.Cell(node)))),
                                ("object", Included(path, node, apiVersion, include))
                            )
                    )
                )
            )
        );
    }

    /// <summary>An object's metadata alone.</summary>
    public static DataObject Partial(DataObject node, string version) =>
        DataObject.Of(
            ("kind", "PartialObjectMetadata"),
            ("apiVersion", "meta.k8s.io/" + version),
            ("metadata", node.At("metadata") ?? DataObject.Empty)
        );

    private static DataNode Included(ApiPath path, DataObject node, string apiVersion, string include) =>
        include switch
        {
            "None" => DataNull.Instance,
            "Object" => KindVersions.Shown(path.Kind, path.Served, node),
            _ => Partial(node, apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..]),
        };

    private static DataObject Definition(Column column) =>
        DataObject.Of(
            ("name", column.Name),
            ("type", column.Type),
            ("format", column.Format),
            ("description", column.Description),
            ("priority", column.Priority)
        );

    private Column[] ColumnsOf(ApiPath path)
    {
        var name = new Column("Name", node => node.Name(), Format: "name", Description: "unique among its kind in its namespace");
        var age = new Column("Age", node => Cells.Ago(node.TextAt("metadata", "creationTimestamp"), time.GetUtcNow()));
        if (path.Kind == ResourceKinds.Event)
        {
            return OtherColumns.Events(time);
        }

        if (path.Kind.Custom is { } custom)
        {
            var own = custom.In(path.Served.ToString()).Columns;
            return own.IsEmpty ? [name, age] : [name, .. own.Select(column => CustomCells.ColumnOf(column, time))];
        }

        return [name, .. WorkloadColumns.Of(path.Kind, age, time) ?? OtherColumns.Of(path.Kind, age) ?? [age]];
    }
}
