using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Exec;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>
/// Asks one cluster as one identity. Every call ends within its deadline, waits that the server asks for included; a call that
/// is stopped throws <see cref="OperationCanceledException"/>, every other end but success <see cref="KubernetesException"/> or
/// <see cref="ClusterAccessException"/>.
/// </summary>
internal sealed class KubernetesClient : IDisposable
{
    /// <summary>How long a call may take unless it says otherwise.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    /// <summary>How large an answer may be.</summary>
    public const int MostBytes = 256 * 1024 * 1024;

    /// <summary>Who we are to server-side apply.</summary>
    public const string FieldManager = "faultline";

    private const int PageSize = 500;
    private const int MostRestarts = 3;

    public KubernetesClient(ResolvedAccess access, HttpMessageHandler handler, TimeProvider time, IExecChannel? exec = null)
    {
        Transport = new ApiTransport(access, handler, time);
        Discovery = new Discovery(Transport);
        Exec = exec ?? new AnyExecChannel(new WebSocketExecChannel(Transport), new SpdyExecChannel(Transport));
    }

    public ClusterAccess Access => Transport.Access.Description;

    public ApiTransport Transport { get; }

    /// <summary>What the server has, asked once.</summary>
    public Discovery Discovery { get; }

    /// <summary>To run commands in pods.</summary>
    public IExecChannel Exec { get; }

    /// <summary>Every object that the options choose, in the order of the API, read in pages.</summary>
    /// <param name="type">The kind of objects.</param>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="options">Which of them.</param>
    /// <param name="stop">Asks the call to end now.</param>
    public async Task<ImmutableArray<DataObject>> ListAsync(ResourceType type, string? ns, ListOptions options, CancellationToken stop) =>
        (await SnapshotAsync(type, ns, options, stop)).Items;

    /// <summary>Every object that the options choose, with the version of the whole that a watch goes on from.</summary>
    /// <param name="type">The kind of objects.</param>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="options">Which of them.</param>
    /// <param name="stop">Asks the call to end now.</param>
    /// <param name="within">How long it may take; by default <see cref="DefaultDeadline"/>.</param>
    public async Task<ObjectSnapshot> SnapshotAsync(
        ResourceType type,
        string? ns,
        ListOptions options,
        CancellationToken stop,
        TimeSpan? within = null
    )
    {
        using var deadline = Deadline(within, stop);
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                return await ListPagesAsync(type, ns, options, deadline);
            }
            catch (KubernetesException e) when (e.StatusCode == 410 && restarts < MostRestarts)
            {
                // The snapshot that the pages come from has expired; the next one starts anew.
            }
        }
    }

    /// <summary>A list as the API has it, in one answer.</summary>
    public Task<DataObject> GetListAsync(ResourceType type, string? ns, ListOptions options, CancellationToken stop) =>
        ObjectAsync(Page(type, ns, options, options.Limit, null), null, stop);

    /// <summary>One object.</summary>
    public Task<DataObject> GetAsync(ResourceType type, string? ns, string name, CancellationToken stop, TimeSpan? within = null) =>
        ObjectAsync(Request(HttpMethod.Get, "get", type, ns, name), within, stop);

    /// <summary>One object; null where there is none.</summary>
    public async Task<DataObject?> FindAsync(ResourceType type, string? ns, string name, CancellationToken stop, TimeSpan? within = null)
    {
        try
        {
            return await GetAsync(type, ns, name, stop, within);
        }
        catch (KubernetesException e) when (e.StatusCode == 404)
        {
            return null;
        }
    }

    /// <summary>Creates an object, or a part of one, such as the eviction of a pod.</summary>
    public Task<DataObject> CreateAsync(
        ResourceType type,
        string? ns,
        DataObject body,
        CancellationToken stop,
        string? name = null,
        string? subresource = null,
        TimeSpan? within = null
    ) =>
        ObjectAsync(
            Request(HttpMethod.Post, "create", type, ns, name) with
            {
                Subresource = subresource,
                Body = body,
                IsRepeatable = false,
            },
            within,
            stop
        );

    /// <summary>Changes a part of an object.</summary>
    public Task<DataObject> PatchAsync(
        ResourceType type,
        string? ns,
        string name,
        PatchKind kind,
        DataNode patch,
        CancellationToken stop
    ) =>
        ObjectAsync(
            Request(HttpMethod.Patch, "patch", type, ns, name) with
            {
                Body = patch,
                ContentType = kind switch
                {
                    PatchKind.Json => "application/json-patch+json",
                    PatchKind.Merge => "application/merge-patch+json",
                    _ => "application/strategic-merge-patch+json",
                },
                // Operations on lists add up.
                IsRepeatable = kind != PatchKind.Json,
            },
            null,
            stop
        );

    /// <summary>Makes an object what a manifest says, whether there is one or not (server-side apply).</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="body">The manifest.</param>
    /// <param name="force">Whether to take over fields that somebody else has set.</param>
    /// <param name="stop">Asks the call to end now.</param>
    public Task<DataObject> ApplyAsync(ResourceType type, string? ns, string name, DataObject body, bool force, CancellationToken stop) =>
        ObjectAsync(
            Request(HttpMethod.Patch, "patch", type, ns, name) with
            {
                Body = body,
                ContentType = "application/apply-patch+yaml",
                Query = [new("fieldManager", FieldManager), new("force", force ? "true" : "false")],
            },
            null,
            stop
        );

    /// <summary>Puts an object in the place of the one that is there.</summary>
    public Task<DataObject> ReplaceAsync(ResourceType type, string? ns, string name, DataObject body, CancellationToken stop) =>
        ObjectAsync(Request(HttpMethod.Put, "update", type, ns, name) with { Body = body }, null, stop);

    /// <summary>Deletes one object.</summary>
    /// <param name="type">The kind of object.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="gracePeriod">Seconds until it is killed; null for what the object itself says.</param>
    /// <param name="stop">Asks the call to end now.</param>
    /// <param name="uid">Which object of that name; null for whichever there is.</param>
    public Task<DataObject> DeleteAsync(
        ResourceType type,
        string? ns,
        string name,
        long? gracePeriod,
        CancellationToken stop,
        string? uid = null
    )
    {
        var body = new DataObject([new("apiVersion", "v1"), new("kind", "DeleteOptions")]);
        body = uid is null ? body : body.With("preconditions", DataObject.Of(("uid", uid)));
        return ObjectAsync(
            Request(HttpMethod.Delete, "delete", type, ns, name) with
            {
                Body = gracePeriod is { } seconds ? body.With("gracePeriodSeconds", seconds) : body,
            },
            null,
            stop
        );
    }

    /// <summary>A part of an object that is a text, such as the log of a pod.</summary>
    public async Task<string> GetTextAsync(
        ResourceType type,
        string ns,
        string name,
        string subresource,
        ImmutableArray<KeyValuePair<string, string>> query,
        CancellationToken stop
    )
    {
        using var deadline = Deadline(null, stop);
        return Encoding.UTF8.GetString(
            await Transport.SendAsync(
                Request(HttpMethod.Get, "get", type, ns, name) with
                {
                    Subresource = subresource,
                    Query = query,
                    Accept = "*/*",
                },
                deadline
            )
        );
    }

    /// <summary>A text without the secrets that this client has used so far.</summary>
    public string Redact(string text) => Transport.Redact(text);

    public void Dispose() => Transport.Dispose();

    private Deadline Deadline(TimeSpan? within, CancellationToken stop) => new(within ?? DefaultDeadline, Transport.Time, stop);

    private async Task<DataObject> ObjectAsync(ApiRequest request, TimeSpan? within, CancellationToken stop)
    {
        using var deadline = Deadline(within, stop);
        return await Transport.SendForObjectAsync(request, deadline);
    }

    private static ApiRequest Request(HttpMethod method, string verb, ResourceType type, string? ns, string? name) =>
        new()
        {
            Method = method,
            Verb = verb,
            Type = type,
            Namespace = ns,
            Name = name,
        };

    private async Task<ObjectSnapshot> ListPagesAsync(ResourceType type, string? ns, ListOptions options, Deadline deadline)
    {
        var found = ImmutableArray.CreateBuilder<DataObject>();
        string? next = null;
        while (true)
        {
            var request = Page(type, ns, options, PageSize, next);
            var page = await Transport.SendForObjectAsync(request, deadline);
            found.AddRange(ItemsOf(page) ?? throw ApiErrors.NotKubernetes(request, Transport.Access));
            next = (page["metadata"] as DataObject)?.Text("continue") is { Length: > 0 } token ? token : null;
            if (next is null)
            {
                return new ObjectSnapshot(found.DrainToImmutable(), (page["metadata"] as DataObject)?.Text("resourceVersion") ?? "");
            }
        }
    }

    private static ApiRequest Page(ResourceType type, string? ns, ListOptions options, long? limit, string? next)
    {
        (string Key, string? Value)[] query =
        [
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("limit", limit?.ToString(CultureInfo.InvariantCulture)),
            ("continue", next),
        ];
        return Request(HttpMethod.Get, "list", type, ns, null) with
        {
            Query = [.. query.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))],
        };
    }

    // A list without items is empty; an item without a name could not be told from the whole collection.
    private static IEnumerable<DataObject>? ItemsOf(DataObject page)
    {
        if (page["items"] is null or DataNull)
        {
            return page["metadata"] is DataObject ? [] : null;
        }

        return page["items"] is DataArray list && list.Items.All(item => NameOf(item).Length > 0) ? list.Items.Cast<DataObject>() : null;
    }

    private static string NameOf(DataNode item) => ((item as DataObject)?["metadata"] as DataObject)?.Text("name") ?? "";
}
