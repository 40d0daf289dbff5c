using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>"May I?" and "who am I?" Whoever has a token may everything.</summary>
internal sealed class AccessReviews(AccountTokens tokens)
{
    private const string Reason = "the lab allows everything to whoever has its token";

    /// <summary>The review with its answer.</summary>
    /// <param name="path">Which review.</param>
    /// <param name="review">The question.</param>
    /// <param name="user">Who asks.</param>
    public DataObject Answer(ApiPath path, DataObject? review, LabUser user)
    {
        var status = path.Kind.Kind switch
        {
            "SelfSubjectRulesReview" => Rules(),
            "TokenReview" => Token(review.TextAt("spec", "token") ?? ""),
            "SelfSubjectReview" => DataObject.Of(("userInfo", user.Describe())),
            _ => DataObject.Of(("allowed", true), ("reason", Reason)),
        };
        return DataObject.Of(
            ("kind", path.Kind.Kind),
            ("apiVersion", path.Served.ToString()),
            ("metadata", review.At("metadata") ?? DataObject.Of(("creationTimestamp", DataNull.Instance))),
            ("spec", review.At("spec") ?? DataObject.Empty),
            ("status", status)
        );
    }

    private DataObject Token(string token) =>
        tokens.UserOf(token) is { } user
            ? DataObject.Of(("authenticated", true), ("user", user.Describe()))
            : DataObject.Of(("authenticated", false), ("error", "the token is none of the lab's"), ("user", DataObject.Empty));

    private static DataObject Rules()
    {
        var all = Tree.List(["*"]);
        return DataObject.Of(
            ("resourceRules", DataArray.Of([DataObject.Of(("verbs", all), ("apiGroups", all), ("resources", all))])),
            ("nonResourceRules", DataArray.Of([DataObject.Of(("verbs", all), ("nonResourceURLs", all))])),
            ("incomplete", false)
        );
    }
}
