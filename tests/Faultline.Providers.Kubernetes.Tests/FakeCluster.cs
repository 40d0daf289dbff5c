using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>
/// An API server of some version that holds objects by their paths: it lists them, hands them out, deletes, and takes what it is
/// sent. A test may answer single requests otherwise.
/// </summary>
internal sealed class FakeCluster(ServerVersion version) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DataObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<SeenRequest, FakeAnswer?>> _special = new(StringComparer.Ordinal);
    private FakeApi? _api;

    public FakeApi Api => _api!;

    /// <summary>What was asked to be changed: "VERB path body".</summary>
    public IEnumerable<string> Changes => Api.Seen.Where(IsChange).Select(seen => $"{seen.Method} {seen.Path} {seen.Body}".TrimEnd());

    /// <summary>The lines of what was asked, without what the server was asked of itself.</summary>
    public IEnumerable<string> Lines => Api.Seen.Where(seen => version.Describe(seen.Path) is null).Select(seen => seen.Line);

    /// <summary>Looks at each change when it arrives.</summary>
    public Action<SeenRequest> OnChange { get; set; } = _ => { };

    public static async Task<FakeCluster> StartAsync(ServerVersion? version = null)
    {
        var cluster = new FakeCluster(version ?? ServerVersion.Of133);
        cluster._api = await FakeApi.StartAsync(cluster.Answer);
        return cluster;
    }

    /// <summary>Puts an object at a path.</summary>
    public FakeCluster With(string path, string json)
    {
        var item = Some.Object(json);
        var metadata = item["metadata"] as DataObject ?? DataObject.Empty;
        var segments = path.Split('/');
        metadata = metadata.Has("name") ? metadata : metadata.With("name", segments[^1]);
        if (segments is [.., "namespaces", var ns, _, _])
        {
            metadata = metadata.With("namespace", ns);
        }

        _objects[path] = item.With("metadata", metadata);
        return this;
    }

    /// <summary>Answers "VERB path" otherwise; null answers as usual.</summary>
    public FakeCluster On(string line, Func<SeenRequest, FakeAnswer?> answer)
    {
        _special[line] = answer;
        return this;
    }

    public FakeCluster On(string line, FakeAnswer answer) => On(line, _ => answer);

    public void Remove(string path) => _objects.TryRemove(path, out _);

    public DataObject? Find(string path) => _objects.GetValueOrDefault(path);

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    private static bool IsChange(SeenRequest seen) => seen.Method != "GET";

    private FakeAnswer Answer(SeenRequest seen)
    {
        if (IsChange(seen))
        {
            OnChange(seen);
        }

        if (_special.TryGetValue($"{seen.Method} {seen.Path}", out var special) && special(seen) is { } answer)
        {
            return answer;
        }

        return seen.Method switch
        {
            "GET" => version.Describe(seen.Path) ?? Get(seen),
            "POST" when seen.Path.EndsWith("/eviction", StringComparison.Ordinal) => Evict(seen.Path[..^"/eviction".Length]),
            "POST" => Create(seen),
            "DELETE" => Delete(seen.Path),
            _ => Patch(seen),
        };
    }

    private FakeAnswer Get(SeenRequest seen)
    {
        if (_objects.TryGetValue(seen.Path, out var item))
        {
            return new FakeAnswer(200, item.ToString());
        }

        var name = seen.Path[(seen.Path.LastIndexOf('/') + 1)..];
        if (!IsCollection(seen.Path))
        {
            return FakeAnswer.Status(404, "NotFound", $"\"{name}\" not found");
        }

        if (seen.Query.Contains("watch=true", StringComparison.Ordinal))
        {
            return FakeAnswer.Lines();
        }

        var items = _objects
            .Where(pair => Belongs(pair.Key, seen.Path) && Matches(pair.Value, seen.Query))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value.Without("apiVersion").Without("kind"));
        return new FakeAnswer(
            200,
            $$"""{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1001"},"items":[{{string.Join(",", items)}}]}"""
        );
    }

    private static bool IsCollection(string path)
    {
        var rest = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var after = rest[(rest[0] == "api" ? 2 : 3)..];
        return after is [_] or ["namespaces", _, _];
    }

    private static bool Belongs(string item, string collection)
    {
        var parent = item[..item.LastIndexOf('/')];
        var plural = collection[(collection.LastIndexOf('/') + 1)..];
        return parent == collection
            || (
                !collection.Contains("/namespaces/", StringComparison.Ordinal)
                && parent.StartsWith(collection[..collection.LastIndexOf('/')] + "/namespaces/", StringComparison.Ordinal)
                && parent.EndsWith("/" + plural, StringComparison.Ordinal)
            );
    }

    // Only what the tests ask: a name, a node, labels that are equal.
    private static bool Matches(DataObject item, string query)
    {
        var metadata = (DataObject)item["metadata"]!;
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            var (key, value) = part.Split('=', 2) is [var k, var v] ? (k, v) : (part, "");
            var isMatch = (key, value.Split('=')) switch
            {
                ("fieldSelector", ["metadata.name", var name]) => metadata.Text("name") == name,
                ("fieldSelector", ["spec.nodeName", var node]) => (item["spec"] as DataObject)?.Text("nodeName") == node,
                ("labelSelector", [var set]) when set.Split(" in (") is [var label, var wanted] => (metadata["labels"] as DataObject)?.Text(
                    label
                ) == wanted.TrimEnd(')'),
                ("labelSelector", [var label, var wanted]) => (metadata["labels"] as DataObject)?.Text(label) == wanted,
                _ => true,
            };
            if (!isMatch)
            {
                return false;
            }
        }

        return true;
    }

    private FakeAnswer Create(SeenRequest seen)
    {
        var body = Some.Object(seen.Body);
        var name = ((DataObject)body["metadata"]!).Text("name")!;
        if (_objects.ContainsKey(seen.Path + "/" + name))
        {
            return FakeAnswer.Status(409, "AlreadyExists", $"\"{name}\" already exists");
        }

        With(seen.Path + "/" + name, body.ToString());
        return new FakeAnswer(201, _objects[seen.Path + "/" + name].ToString());
    }

    private FakeAnswer Delete(string path) =>
        _objects.TryRemove(path, out _)
            ? new FakeAnswer(200, """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""")
            : FakeAnswer.Status(404, "NotFound", $"\"{path[(path.LastIndexOf('/') + 1)..]}\" not found");

    private FakeAnswer Evict(string path)
    {
        Delete(path);
        return new FakeAnswer(201, """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}""");
    }

    private FakeAnswer Patch(SeenRequest seen) =>
        _objects.TryGetValue(seen.Path, out var item) ? new FakeAnswer(200, item.ToString())
        : seen.Headers["Content-Type"].StartsWith("application/apply-patch", StringComparison.Ordinal)
            ? new FakeAnswer(201, With(seen.Path, seen.Body).Find(seen.Path)!.ToString())
        : FakeAnswer.Status(404, "NotFound", string.Create(CultureInfo.InvariantCulture, $"\"{seen.Path}\" not found"));
}
