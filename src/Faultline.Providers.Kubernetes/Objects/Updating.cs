using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Functions that lay a part of a manifest over an object.</summary>
internal static class Updating
{
    private static readonly Parameter<DataObject?> Spec = Parameter.Mapping(
        "spec",
        "The part of the manifest that is laid over the object, such as {\"spec\": {…}}.",
        isRequired: true
    );

    public static FunctionEntry ByName(string module, string name, string summary, string what, ResourceSource resource) =>
        FunctionEntry.Action(
            module,
            name,
            summary,
            [Common.Name, Spec, Common.Namespace],
            async (call, stop) =>
            {
                var target = call.Get(Common.Name);
                await Outcomes.SayingAsync(
                    $"failed to update {what} '{target}': ",
                    call.Changes.PatchAsync(
                        await resource(call, null, stop),
                        call.Namespace,
                        target,
                        PatchKind.StrategicMerge,
                        call.Get(Spec)!,
                        stop
                    )
                );
                return Outcomes.Done;
            }
        );
}
