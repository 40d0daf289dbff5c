using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>A pod's log as a request wants it.</summary>
internal sealed class PodLogText(Kubelet kubelet, TimeProvider time)
{
    /// <summary>Writes the log; where it is to be followed, until the container ends or the client leaves.</summary>
    /// <exception cref="KubernetesException">There is no such log.</exception>
    public async Task WriteAsync(HttpContext context, DataObject pod, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var log = Log(pod, query);
        var (kept, next, isOver) = log.From(0);
        var lines = kept.AsEnumerable();
        if (Since(query) is { } since)
        {
            lines = lines.Where(line => line.At >= since);
        }

        if (ObjectQuery.Number(query, "tailLines") is { } tail)
        {
            lines = lines.TakeLast((int)Math.Min(tail, int.MaxValue));
        }

        var withTimes = ObjectQuery.Flag(query, "timestamps");
        var left = ObjectQuery.Number(query, "limitBytes") ?? long.MaxValue;
        var isFollowed = ObjectQuery.Flag(query, "follow");
        context.Response.ContentType = "text/plain; charset=utf-8";
        left = await WriteAsync(context, lines, withTimes, left, cancellationToken);
        while (isFollowed && !isOver && left > 0)
        {
            await context.Response.Body.FlushAsync(cancellationToken);
            await log.MoreAsync(next, cancellationToken);
            (kept, next, isOver) = log.From(next);
            left = await WriteAsync(context, kept, withTimes, left, cancellationToken);
        }
    }

    private static async Task<long> WriteAsync(
        HttpContext context,
        IEnumerable<PodLogLine> lines,
        bool withTimes,
        long left,
        CancellationToken cancellationToken
    )
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(withTimes ? KubernetesTime.Nanoseconds(line.At) + " " : "").Append(line.Text).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var written = (int)Math.Min(bytes.Length, left);
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, written), cancellationToken);
        return left - written;
    }

    private PodLog Log(DataObject pod, IQueryCollection query)
    {
        var names = pod.ItemsAt("spec", "containers").Select(one => one.TextAt("name") ?? "").ToList();
        var all = names.Concat(pod.ItemsAt("spec", "initContainers").Select(one => one.TextAt("name") ?? "")).ToList();
        var asked = query["container"].ToString();
        if (asked.Length > 0 && !all.Contains(asked))
        {
            throw KubernetesException.BadRequest($"container {asked} is not valid for pod {pod.Name()}");
        }

        if (asked.Length == 0 && names.Count > 1)
        {
            throw KubernetesException.BadRequest(
                $"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', names)}]"
            );
        }

        var container = asked.Length > 0 ? asked : names[0];
        var previous = ObjectQuery.Flag(query, "previous");
        return kubelet.Log(pod, container, previous)
            ?? throw KubernetesException.BadRequest(
                previous
                    ? $"previous terminated container \"{container}\" in pod \"{pod.Name()}\" not found"
                    : $"container \"{container}\" in pod \"{pod.Name()}\" is waiting to start: ContainerCreating"
            );
    }

    private DateTimeOffset? Since(IQueryCollection query)
    {
        var seconds = ObjectQuery.Number(query, "sinceSeconds");
        var text = query["sinceTime"].ToString();
        if (seconds is not null && text.Length > 0)
        {
            throw KubernetesException.BadRequest("at most one of `sinceTime` or `sinceSeconds` may be specified");
        }

        if (seconds is { } count)
        {
            return time.GetUtcNow().AddSeconds(-Math.Min(count, TimeSpan.FromDays(3650).TotalSeconds));
        }

        return text.Length == 0 ? null
            : KubernetesTime.TryParse(text, out var since) ? since
            : throw KubernetesException.BadRequest($"invalid value '{text}' for 'sinceTime': must be a time such as 2026-01-01T10:00:00Z");
    }
}
