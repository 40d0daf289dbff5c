using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>
/// Asks one cluster as one identity. Every call ends within its deadline, waits that the server asks for included; a call that
/// is stopped throws <see cref="OperationCanceledException"/>, every other end but success <see cref="KubernetesException"/> or
/// <see cref="ClusterAccessException"/>.
/// </summary>
internal sealed class KubernetesClient(ResolvedAccess access, HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    /// <summary>How long a call may take unless it says otherwise.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    /// <summary>How large an answer may be.</summary>
    public const int MostBytes = 256 * 1024 * 1024;

    private const int PageSize = 500;
    private const int MostRestarts = 3;
    private const int MostWaits = 5;

    private readonly HttpMessageInvoker _http = new(handler);
    private readonly string _root = access
        .Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        .TrimEnd('/');

    public ClusterAccess Access => access.Description;

    /// <summary>Every object that the options choose, in the order of the API, read in pages.</summary>
    /// <param name="type">The kind of objects.</param>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="options">Which of them.</param>
    /// <param name="stop">Asks the call to end now.</param>
    public async Task<ImmutableArray<DataObject>> ListAsync(ResourceType type, string? ns, ListOptions options, CancellationToken stop)
    {
        using var deadline = new Deadline(DefaultDeadline, time, stop);
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

    /// <summary>One object.</summary>
    public async Task<DataObject> GetAsync(ResourceType type, string? ns, string name, CancellationToken stop)
    {
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Verb = "get",
            Type = type,
            Namespace = ns,
            Name = name,
        };
        using var deadline = new Deadline(DefaultDeadline, time, stop);
        return ObjectOf(request, await SendAsync(request, deadline));
    }

    /// <summary>Deletes one object.</summary>
    /// <param name="type">The kind of object.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="gracePeriod">Seconds until it is killed; null for what the object itself says.</param>
    /// <param name="stop">Asks the call to end now.</param>
    public async Task DeleteAsync(ResourceType type, string? ns, string name, long? gracePeriod, CancellationToken stop)
    {
        var body = new DataObject([new("apiVersion", "v1"), new("kind", "DeleteOptions")]);
        var request = new ApiRequest
        {
            Method = HttpMethod.Delete,
            Verb = "delete",
            Type = type,
            Namespace = ns,
            Name = name,
            Body = gracePeriod is { } seconds ? body.With("gracePeriodSeconds", seconds) : body,
        };
        using var deadline = new Deadline(DefaultDeadline, time, stop);
        await SendAsync(request, deadline);
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
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Verb = "get",
            Type = type,
            Namespace = ns,
            Name = name,
            Subresource = subresource,
            Query = query,
        };
        using var deadline = new Deadline(DefaultDeadline, time, stop);
        return Encoding.UTF8.GetString(await SendAsync(request, deadline));
    }

    /// <summary>A text without the secrets that this client has used so far.</summary>
    public string Redact(string text) =>
        access
            .Credential.Secrets.Where(secret => secret.Length > 3)
            .Aggregate(text, (current, secret) => current.Replace(secret, "***", StringComparison.Ordinal));

    public void Dispose() => _http.Dispose();

    private async Task<ImmutableArray<DataObject>> ListPagesAsync(ResourceType type, string? ns, ListOptions options, Deadline deadline)
    {
        var found = ImmutableArray.CreateBuilder<DataObject>();
        string? next = null;
        do
        {
            var request = Page(type, ns, options, next);
            var page = ObjectOf(request, await SendAsync(request, deadline));
            found.AddRange(ItemsOf(page) ?? throw ApiErrors.NotKubernetes(request, access));
            next = (page["metadata"] as DataObject)?.Text("continue") is { Length: > 0 } token ? token : null;
        } while (next is not null);

        return found.DrainToImmutable();
    }

    private static ApiRequest Page(ResourceType type, string? ns, ListOptions options, string? next)
    {
        (string Key, string? Value)[] query =
        [
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("limit", PageSize.ToString(CultureInfo.InvariantCulture)),
            ("continue", next),
        ];
        return new ApiRequest
        {
            Method = HttpMethod.Get,
            Verb = "list",
            Type = type,
            Namespace = ns,
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

    private DataObject ObjectOf(ApiRequest request, byte[] body)
    {
        try
        {
            return JsonText.Parse(body) as DataObject ?? throw ApiErrors.NotKubernetes(request, access);
        }
        catch (DataSyntaxException)
        {
            throw ApiErrors.NotKubernetes(request, access);
        }
    }

    private async Task<byte[]> SendAsync(ApiRequest request, Deadline deadline)
    {
        var identifiedAnew = false;
        for (var waits = 0; ; )
        {
            var identification = await access.Credential.GetAsync(deadline.Stop);
            var answer = await SendOnceAsync(request, identification, deadline);
            if (answer.Code < 300)
            {
                return answer.Body;
            }

            if (answer.Code == 401 && !identifiedAnew && access.Credential.Refused(identification))
            {
                identifiedAnew = true;
            }
            else if (answer.Code is 429 or 503 && answer.RetryAfter is { } pause && waits++ < MostWaits && pause < deadline.Remaining)
            {
                await WithinAsync(request, deadline, () => deadline.WaitAsync(pause));
            }
            else
            {
                throw ApiErrors.Explain(request, access, answer.Code, answer.Body);
            }
        }
    }

    private async Task<Answer> SendOnceAsync(ApiRequest request, Identification identification, Deadline deadline)
    {
        using var message = Message(request, identification);
        var answer = default(Answer);
        await WithinAsync(
            request,
            deadline,
            async () =>
            {
                using var response = await _http.SendAsync(message, deadline.Token);
                await response.Content.LoadIntoBufferAsync(MostBytes, deadline.Token);
                answer = new Answer(
                    (int)response.StatusCode,
                    PauseOf(response),
                    await response.Content.ReadAsByteArrayAsync(deadline.Token)
                );
            }
        );
        return answer;
    }

    private async Task WithinAsync(ApiRequest request, Deadline deadline, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (HttpRequestException e)
        {
            throw TransportErrors.Explain(request, access, e);
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            throw new KubernetesException(
                $"cannot {request}: no answer from '{access.Description.Server}' ({access.Description.Source}) within {deadline.Length.TotalSeconds:0} s. "
                    + access.WhenUnreachable
            );
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Identification identification)
    {
        var message = new HttpRequestMessage(request.Method, _root + request.PathAndQuery);
        var headers = message.Headers;
        headers.TryAddWithoutValidation("User-Agent", "faultline");
        headers.TryAddWithoutValidation("Accept", request.Subresource is null ? "application/json" : "*/*");
        if (identification.Authorization is { } authorization)
        {
            headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in access.Impersonation)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (access.Tls.ServerName is { } serverName)
        {
            // The runtime takes the name for TLS from here and from nowhere else.
            headers.Host = serverName;
        }

        if (request.Body is not null)
        {
            message.Content = new StringContent(JsonText.Write(request.Body, indent: 0), Encoding.UTF8, "application/json");
        }

        return message;
    }

    private TimeSpan? PauseOf(HttpResponseMessage response)
    {
        var pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private readonly record struct Answer(int Code, TimeSpan? RetryAfter, byte[] Body);
}
