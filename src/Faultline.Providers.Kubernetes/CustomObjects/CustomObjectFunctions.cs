using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;
using static Faultline.Providers.Kubernetes.CustomObjects.CustomObjectArguments;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The functions on objects of any kind, each in two forms: for objects in namespaces, and for those of the cluster.</summary>
internal static class CustomObjectFunctions
{
    private const string Actions = "chaosk8s.crd.actions";
    private const string Probes = "chaosk8s.crd.probes";

    public static ImmutableArray<FunctionEntry> All { get; } =
    [.. Both(isNamespaced: true), .. Both(isNamespaced: false), Applying.FromJson, Applying.FromYaml];

    private static IEnumerable<FunctionEntry> Both(bool isNamespaced)
    {
        var (infix, where) = isNamespaced ? ("", "in a namespace") : ("cluster_", "of the cluster");
        ImmutableArray<Parameter> place = isNamespaced ? [Common.Namespace] : [];
        ImmutableArray<Parameter> kind = [Group, GroupVersion, Plural];
        ImmutableArray<Parameter> body = [Resource, FilePath];

        yield return FunctionEntry.Action(
            Actions,
            $"create_{infix}custom_object",
            $"Creates an object of any kind {where}, and answers it; one that is there already is a failure.",
            [.. kind, .. place, .. body],
            (call, stop) =>
                AnswerAsync(
                    "create",
                    async () =>
                    {
                        var type = await TypeAsync(call, isNamespaced, stop);
                        return await Creation.CreateAsync(call, type, Ns(call), await ManifestAsync(call, stop), stop);
                    }
                ),
            CheckBody
        );
        yield return FunctionEntry.Action(
            Actions,
            $"delete_{infix}custom_object",
            $"Deletes an object of any kind {where}; that there is none is a failure.",
            [.. kind, Common.Name, .. place],
            (call, stop) =>
                AnswerAsync(
                    "delete",
                    async () =>
                        await call.Changes.DeleteAsync(await TypeAsync(call, isNamespaced, stop), Ns(call), call.Get(Common.Name), stop)
                )
        );
        yield return FunctionEntry.Action(
            Actions,
            $"patch_{infix}custom_object",
            $"Changes a part of an object of any kind {where}: by a list of operations (JSON Patch), or an object that is laid over it.",
            [.. kind, Common.Name, .. place, Force, .. body],
            (call, stop) =>
                AnswerAsync(
                    "patch",
                    async () =>
                    {
                        var patch = await BodyAsync(call, stop);
                        return await call.Changes.PatchAsync(
                            await TypeAsync(call, isNamespaced, stop),
                            Ns(call),
                            call.Get(Common.Name),
                            patch is DataArray ? PatchKind.Json : PatchKind.Merge,
                            patch,
                            stop
                        );
                    }
                ),
            CheckBody
        );
        yield return FunctionEntry.Action(
            Actions,
            $"replace_{infix}custom_object",
            $"Puts an object in the place of another of its kind and name {where}.",
            [.. kind, Common.Name, .. place, Force, .. body],
            (call, stop) =>
                AnswerAsync(
                    "replace",
                    async () =>
                    {
                        var type = await TypeAsync(call, isNamespaced, stop);
                        return await call.Changes.ReplaceAsync(
                            type,
                            Ns(call),
                            call.Get(Common.Name),
                            await ManifestAsync(call, stop),
                            stop
                        );
                    }
                ),
            CheckBody
        );
        yield return FunctionEntry.Probe(
            Probes,
            $"get_{infix}custom_object",
            $"Reads an object of any kind {where}.",
            [.. kind, Common.Name, .. place],
            async (call, stop) =>
                Outcomes.Of(await call.Cluster.GetAsync(await TypeAsync(call, isNamespaced, stop), Ns(call), call.Get(Common.Name), stop))
        );
        yield return FunctionEntry.Probe(
            Probes,
            $"list_{infix}custom_objects",
            $"Reads all objects of any kind {where}: the list as the API has it.",
            [.. kind, .. place],
            async (call, stop) =>
                Outcomes.Of(await call.Cluster.GetListAsync(await TypeAsync(call, isNamespaced, stop), Ns(call), new ListOptions(), stop))
        );

        string? Ns(KubernetesCall call) => isNamespaced ? call.Namespace : null;
    }

    private static async Task<ActivityOutcome> AnswerAsync(string verb, Func<Task<DataObject>> asked) =>
        Outcomes.Of(await Outcomes.SayingAsync($"Failed to {verb} custom resource object: ", asked()));
}
