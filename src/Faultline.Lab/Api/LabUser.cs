using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>Who sent a request.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The groups that the user belongs to.</param>
internal sealed record LabUser(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>Whoever has the lab's own token.</summary>
    public static LabUser Admin { get; } = new("kubernetes-admin", ["system:masters", "system:authenticated"]);

    /// <summary>A service account.</summary>
    public static LabUser Account(string inNamespace, string name) =>
        new(
            $"system:serviceaccount:{inNamespace}:{name}",
            ["system:serviceaccounts", $"system:serviceaccounts:{inNamespace}", "system:authenticated"]
        );

    /// <summary>The user as reviews have it.</summary>
    public DataObject Describe() => DataObject.Of(("username", Name), ("groups", Tree.List(Groups)));
}
