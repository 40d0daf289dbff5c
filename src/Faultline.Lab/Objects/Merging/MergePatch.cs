using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Merging;

/// <summary>JSON merge patch (RFC 7386): objects are merged, null removes, all else replaces.</summary>
internal static class MergePatch
{
    /// <summary>The object with the patch merged into it.</summary>
    public static DataObject Apply(DataObject node, DataObject patch)
    {
        var result = node;
        foreach (var (key, value, _) in patch.Members)
        {
            result = value switch
            {
                DataNull => result.Without(key),
                DataObject inner => result.With(key, Apply(result[key] as DataObject ?? DataObject.Empty, inner)),
                _ => result.With(key, value),
            };
        }

        return result;
    }
}
