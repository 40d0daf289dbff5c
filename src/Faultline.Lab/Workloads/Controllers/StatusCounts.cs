using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>The numbers in the status of workloads: as in a cluster, most are left out where they are 0.</summary>
internal sealed class StatusCounts
{
    private readonly List<(string Name, DataNode? Value)> _values = [];

    /// <summary>A number that is always shown.</summary>
    public StatusCounts Always(string name, long count)
    {
        _values.Add((name, count));
        return this;
    }

    /// <summary>A number that is shown where it is not 0.</summary>
    public StatusCounts Add(string name, long count)
    {
        _values.Add((name, count == 0 ? null : DataNumber.From(count)));
        return this;
    }

    /// <summary>A text.</summary>
    public StatusCounts Text(string name, string text)
    {
        _values.Add((name, text));
        return this;
    }

    /// <summary>The object with these in its status; what else is there stays.</summary>
    public DataObject On(DataObject node)
    {
        var status = node.At("status") as DataObject ?? DataObject.Empty;
        foreach (var (name, value) in _values)
        {
            status = value is null ? status.Without(name) : status.With(name, value);
        }

        return node.With("status", status);
    }
}
