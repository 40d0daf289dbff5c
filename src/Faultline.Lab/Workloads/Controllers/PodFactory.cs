using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Makes and ends pods for those who keep some, and says so in events.</summary>
internal sealed class PodFactory(ObjectStore store, Admission admission, EventRecorder events, TimeSpan restartDelay, TimeProvider time)
{
    /// <summary>The pod that a template describes, with its controller.</summary>
    public static DataObject FromTemplate(ResourceKind ownerKind, DataObject owner, DataNode? template)
    {
        var metadata = DataObject.Empty;
        foreach (var part in (string[])["labels", "annotations", "finalizers"])
        {
            metadata = template.At("metadata", part) is { } given ? metadata.With(part, given) : metadata;
        }

        return DataObject
            .Of(("apiVersion", "v1"), ("kind", "Pod"), ("metadata", metadata))
            .With("spec", template.At("spec") ?? DataObject.Empty)
            .Put(DataArray.Of([Owners.Reference(ownerKind, owner)]), "metadata", "ownerReferences");
    }

    /// <summary>Creates a pod; null where that was refused, which an event says.</summary>
    /// <param name="source">Who creates it.</param>
    /// <param name="owner">For whom.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="isReplacement">Whether it stands in for one that was lost: its containers wait for the restart delay.</param>
    /// <param name="said">The event's message for the pod's name; null says that the pod was created.</param>
    public DataObject? Create(EventSource source, DataObject owner, DataObject pod, bool isReplacement, Func<string, string>? said = null)
    {
        if (isReplacement && restartDelay > TimeSpan.Zero)
        {
            var startAfter = (time.GetUtcNow() + restartDelay).ToString("O", CultureInfo.InvariantCulture);
            pod = pod.Put(startAfter, "metadata", "annotations", LabAnnotations.StartAfter);
        }

        try
        {
            var created = admission.Create(ResourceKinds.Pod, owner.Namespace(), pod);
            events.Normal(source, owner, "SuccessfulCreate", said?.Invoke(created.Name()) ?? $"Created pod: {created.Name()}");
            return created;
        }
        catch (KubernetesException e)
        {
            // A namespace on its way out takes nothing new; nobody needs to be told.
            if (store.Get(new ObjectKey(ResourceKinds.Namespace, "", owner.Namespace())) is { } home && !home.IsTerminating())
            {
                events.Warning(source, owner, "FailedCreate", $"Error creating: {e.Message}");
            }

            return null;
        }
    }

    /// <summary>Begins a pod's end.</summary>
    public void Delete(EventSource source, DataObject owner, DataObject pod, Func<string, string>? said = null)
    {
        if (Deletion.Mark(store, Owners.KeyOf(ResourceKinds.Pod, pod), pod.Uid(), graceSeconds: null, time) is not null)
        {
            events.Normal(source, owner, "SuccessfulDelete", said?.Invoke(pod.Name()) ?? $"Deleted pod: {pod.Name()}");
        }
    }
}
