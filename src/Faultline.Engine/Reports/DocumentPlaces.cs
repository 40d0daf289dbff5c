using System.Collections.Frozen;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Reading;

namespace Faultline.Engine.Reports;

/// <summary>Where the activities of an experiment stand in its document.</summary>
public sealed class DocumentPlaces
{
    private readonly FrozenDictionary<string, SourcePosition> _activities;
    private readonly SourcePosition? _title;

    private DocumentPlaces(string path, SourcePosition? title, Dictionary<string, SourcePosition> activities)
    {
        Path = path;
        _title = title;
        _activities = activities.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The document's file, as findings should name it.</summary>
    public string Path { get; }

    /// <summary>The places in a document that was read with positions; whatever it is, there is an answer.</summary>
    public static DocumentPlaces Read(string path, DataNode document)
    {
        var experiment = document as DataObject ?? DataObject.Empty;
        var places = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        DataNode[] steps =
        [
            .. experiment.ObjectOf("steady-state-hypothesis").ItemsOf("probes"),
            .. experiment.ItemsOf("method"),
            .. experiment.ItemsOf("rollbacks"),
        ];
        foreach (var step in steps.OfType<DataObject>())
        {
            if (step.WordOf("name") is { } name && step.PositionOf("name") is { } position)
            {
                places.TryAdd(name, position);
            }
        }

        return new DocumentPlaces(path, experiment.PositionOf("title"), places);
    }

    /// <summary>Where the activity stands; where there is none of that name, the experiment's title.</summary>
    public SourcePosition? PositionOf(string? activity) =>
        activity is not null && _activities.TryGetValue(activity, out var position) ? position : _title;
}
