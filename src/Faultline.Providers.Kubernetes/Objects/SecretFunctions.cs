using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The functions on secrets. What a Secret holds is written down nowhere.</summary>
internal static class SecretFunctions
{
    private const string Actions = "chaosk8s.secret.actions";

    /// <summary>Also under its old name.</summary>
    public static FunctionEntry Exists { get; } =
        FunctionEntry.Probe(
            "chaosk8s.secret.probes",
            "secret_exists",
            "Tells whether there is a secret with a name, or with labels.",
            [Common.OptionalName, Common.Namespace, Common.LabelSelector],
            async (call, stop) =>
                Outcomes.Of(
                    await Existence.AnyAsync(
                        call,
                        ResourceType.Secrets,
                        call.Get(Common.OptionalName),
                        call.Get(Common.LabelSelector),
                        stop
                    )
                )
        );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Creation.FromFile(Actions, "create_secret", "Creates the secret of a file.", ResourceSources.Of(ResourceType.Secrets)),
        Deletion.ByName(
            Actions,
            "delete_secret",
            "Deletes a secret; since what it holds is not written down, only its owner can create it again.",
            ResourceSources.Of(ResourceType.Secrets)
        ),
        Exists,
    ];
}
