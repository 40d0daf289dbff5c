using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Reversing;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>Writes changes down before they are made, with all that brings them back, and tells what came of them.</summary>
internal sealed class ChangeRecording(IChangeRecorder recorder, ClusterReach reach, OwnChanges own)
{
    /// <summary>Of an object that is not there.</summary>
    public KubernetesChange Creation(string verb, ResourceType type, string? ns, DataObject body)
    {
        var name = Manifest.NameOf(body);
        var path = type.PathOf(ns, name);
        var isThereAgain = own.MakesAgain(path, body);
        return new KubernetesChange(type)
        {
            Record = Reversible(type, verb, ns, name, !isThereAgain) with
            {
                After = Manifest.WithoutSecrets(type, body),
                Undo = isThereAgain ? "nothing to do: it was there before, until this run deleted it" : Undoing.Delete(type, ns, name),
            },
            After = Manifest.Identity,
            Remember = (answer, _) => Remember(Manifest.UidOf(answer), own.Made),
        };
    }

    /// <summary>Of an object that was just looked at.</summary>
    public KubernetesChange Removal(string verb, ResourceType type, string? ns, DataObject item)
    {
        var (name, uid) = (Manifest.NameOf(item), Manifest.UidOf(item));
        var whole = Manifest.Whole(type, item);
        var first = uid is null ? whole : own.First(uid, whole, isWhole: true);
        var undo =
            uid is not null && own.HasMade(uid) ? "nothing to do: it was made by this run"
            : type == ResourceType.Pods && Manifest.ControllerOf(item) is { } controller
                ? $"nothing to do: {controller} makes another in its place"
            : null;
        return new KubernetesChange(type)
        {
            Record = Restoring(
                Reversible(type, verb, ns, name, undo is null && type != ResourceType.Namespaces) with
                {
                    Before = Manifest.Of(type, item),
                    Undo = undo ?? Undoing.Recreate(type, ns),
                },
                type,
                uid,
                first
            ),
            Remember = (_, _) => own.Deleted(type.PathOf(ns, name), first),
        };
    }

    /// <summary>Of a part of an object that was just looked at.</summary>
    /// <param name="verb">What is done.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="item">It as it is.</param>
    /// <param name="before">What is changed of it, or the whole of it.</param>
    /// <param name="sent">What is asked for; null where that is no part of an object.</param>
    /// <param name="undo">What a person would type.</param>
    /// <param name="isWhole">Whether nobody knows beforehand which fields change.</param>
    /// <param name="isEvent">Whether it makes something happen, which the former values do not take back.</param>
    public KubernetesChange Change(
        string verb,
        ResourceType type,
        string? ns,
        DataObject item,
        DataObject before,
        DataObject? sent,
        string undo,
        bool isWhole,
        bool isEvent = false
    )
    {
        var uid = Manifest.UidOf(item);
        var was = isWhole ? Manifest.Whole(type, before) : before;
        var first = uid is null ? was : own.First(uid, was, isWhole);
        return new KubernetesChange(type)
        {
            Record = Restoring(
                Reversible(type, verb, ns, Manifest.NameOf(item), !isEvent && (isWhole || !FieldValue.Holds(was, sent))) with
                {
                    Before = isWhole ? Manifest.Of(type, item) : before,
                    After = sent is null ? null : Manifest.WithoutSecrets(type, sent),
                    Undo = undo,
                },
                type,
                uid,
                first
            ),
            After = isWhole ? answer => Manifest.Whole(type, answer) : answer => MergePatch.Part(answer, sent!),
            Remember = (_, after) => Remember(isEvent ? null : uid, one => own.Changed(one, was, after!)),
        };
    }

    /// <summary>Writes the change down, then makes it.</summary>
    public async Task<DataObject> MakeAsync(KubernetesChange change, Func<Task<DataObject>> send)
    {
        Write(change);
        DataObject answer;
        try
        {
            answer = await send();
        }
        catch (KubernetesException e) when (IsRefusal(e.StatusCode, change.Record.Verb))
        {
            recorder.NotMade(change.Record);
            throw;
        }

        var after = change.After?.Invoke(answer);
        change.Remember(answer, after);
        recorder.Made(
            change.Record,
            change.Record with
            {
                After = after is null ? null : Manifest.WithoutSecrets(change.Type, after),
                Reach = ChangeReach.Made(change.Record.Reach),
                Secrets = after is null ? change.Record.Secrets : ChangeReach.WithAfter(change.Record.Secrets, after),
            }
        );
        return answer;
    }

    /// <summary>Writes a change down that is made in another way.</summary>
    public void Write(KubernetesChange change) => recorder.Record(change.Record);

    // That there is nothing to delete may be the answer to a second try; whoever undoes it looks.
    private static bool IsRefusal(int? status, string verb) =>
        status is >= 400 and < 500 and not (408 or 410 or 429) && (status != 404 || verb != "delete");

    private static void Remember(string? uid, Action<string> keep)
    {
        if (uid is not null)
        {
            keep(uid);
        }
    }

    private ChangeRecord Reversible(ResourceType type, string verb, string? ns, string name, bool isReversible)
    {
        var record = new ChangeRecord
        {
            Verb = verb,
            Resource = type.PathOf(ns, name),
            Namespace = ns,
            Name = name,
            Undo = "",
        };
        return isReversible ? record with { Reversal = KubernetesReversal.FullName, Reach = reach.Reach, Secrets = reach.Secrets } : record;
    }

    private static ChangeRecord Restoring(ChangeRecord record, ResourceType type, string? uid, DataObject first) =>
        record.Reversal is null
            ? record
            : record with
            {
                Reach = ChangeReach.Of(
                    record.Reach,
                    uid,
                    FieldValue.AreSame(first, record.Before) ? null : Manifest.WithoutSecrets(type, first)
                ),
                Secrets = ChangeReach.WithBefore(record.Secrets, first),
            };
}
