using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>Selectors that stand in objects, for which the server has no question.</summary>
internal static class LabelMatch
{
    /// <summary>Whether labels fit a <c>LabelSelector</c>; an empty one fits all. Null where it has a part that is not known here.</summary>
    public static bool? Fits(DataObject labels, DataObject selector)
    {
        if (selector.Members.Any(member => member.Key is not ("matchLabels" or "matchExpressions")))
        {
            return null;
        }

        var expressions =
            (selector["matchExpressions"] as DataArray)?.Items.OfType<DataObject>().Select(one => Fit(labels, one)).ToList() ?? [];
        return expressions.Contains(null)
            ? null
            : HasAll(labels, selector["matchLabels"] as DataObject) && expressions.TrueForAll(fits => fits == true);
    }

    /// <summary>Whether labels have all of these values.</summary>
    public static bool HasAll(DataObject labels, DataObject? wanted) =>
        wanted is null || wanted.Members.All(one => one.Value is DataString value && labels.Text(one.Key) == value.Value);

    private static bool? Fit(DataObject labels, DataObject expression)
    {
        var value = labels.Text(expression.Text("key") ?? "");
        var values = (expression["values"] as DataArray)?.Items.OfType<DataString>().Select(one => one.Value).ToList() ?? [];
        return expression.Text("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => null,
        };
    }
}
