using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Which objects a request is about.</summary>
internal sealed record ObjectQuery(LabelSelector Labels, FieldSelector Fields, string? Name, bool IsEverything)
{
    /// <summary>Whether the object is meant.</summary>
    public bool Matches(DataObject node) =>
        IsEverything || ((Name is null || node.Name() == Name) && Labels.Matches(node.Labels()) && Fields.Matches(node));

    /// <summary>Reads labelSelector and fieldSelector.</summary>
    /// <exception cref="KubernetesException">One of them makes no sense.</exception>
    public static ObjectQuery Of(ApiPath path, IQueryCollection query)
    {
        try
        {
            var (labels, fields) = (query["labelSelector"].ToString(), query["fieldSelector"].ToString());
            var isEverything = labels.Length == 0 && fields.Length == 0 && path.Name is null;
            return new ObjectQuery(LabelSelector.Parse(labels), FieldSelector.Parse(fields, path.Kind), path.Name, isEverything);
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
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw KubernetesException.BadRequest($"invalid value '{text}' for '{name}': must be a whole number, 0 or more");
    }

    /// <summary>A version of the store.</summary>
    /// <exception cref="KubernetesException">It is none.</exception>
    public static long Version(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw KubernetesException.BadRequest($"invalid resource version '{text}'");

    /// <summary>Whether a parameter is set to true.</summary>
    public static bool Flag(IQueryCollection query, string name) => query[name].ToString() is "true" or "True" or "1";
}
