using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Which objects a request is about.</summary>
internal sealed record ObjectQuery(LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>Whether the object is meant.</summary>
    public bool Matches(DataObject node) => Labels.Matches(node.Labels()) && Fields.Matches(node);

    /// <summary>Reads labelSelector and fieldSelector.</summary>
    /// <exception cref="KubernetesException">One of them makes no sense.</exception>
    public static ObjectQuery Of(ApiPath path, IQueryCollection query)
    {
        try
        {
            var fields = query["fieldSelector"].ToString();
            return new ObjectQuery(LabelSelector.Parse(query["labelSelector"].ToString()), FieldSelector.Parse(fields, path.Kind));
        }
        catch (FormatException e)
        {
            throw KubernetesException.BadRequest(e.Message);
        }
    }

    /// <summary>A whole number of the query; null where it is absent.</summary>
    /// <exception cref="KubernetesException">It is none, or below 0.</exception>
    public static long? Number(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? null
            : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
            : throw KubernetesException.BadRequest($"invalid value '{text}' for '{name}': must be a whole number, 0 or more");
    }

    /// <summary>Whether a parameter is set to true.</summary>
    public static bool Flag(IQueryCollection query, string name) => query[name].ToString() is "true" or "1";
}
