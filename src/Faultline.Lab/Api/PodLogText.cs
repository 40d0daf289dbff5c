using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>A pod's log as a request wants it.</summary>
internal sealed class PodLogText(Kubelet kubelet, TimeProvider time)
{
    /// <summary>The text in UTF-8.</summary>
    /// <exception cref="KubernetesException">There is no such log.</exception>
    public byte[] Of(DataObject pod, IQueryCollection query)
    {
        var lines = Log(pod, query).Lines().AsEnumerable();
        if (Since(query) is { } since)
        {
            lines = lines.Where(line => line.At >= since);
        }

        if (ObjectQuery.Number(query, "tailLines") is { } tail)
        {
            lines = lines.TakeLast((int)Math.Min(tail, int.MaxValue));
        }

        var withTimes = ObjectQuery.Flag(query, "timestamps");
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(withTimes ? KubernetesTime.Nanoseconds(line.At) + " " : "").Append(line.Text).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return ObjectQuery.Number(query, "limitBytes") is { } limit && limit < bytes.Length ? bytes[..(int)limit] : bytes;
    }

    private PodLog Log(DataObject pod, IQueryCollection query)
    {
        var only = pod.ItemsAt("spec", "containers")[0].TextAt("name") ?? "";
        var container = query["container"].ToString();
        if (container.Length > 0 && container != only)
        {
            throw KubernetesException.BadRequest($"container {container} is not valid for pod {pod.Name()}");
        }

        if (ObjectQuery.Flag(query, "follow"))
        {
            throw KubernetesException.BadRequest("the lab does not follow logs; ask again for the lines since the last ones (sinceTime)");
        }

        var previous = ObjectQuery.Flag(query, "previous");
        return kubelet.Log(pod, previous)
            ?? throw KubernetesException.BadRequest(
                previous
                    ? $"previous terminated container \"{only}\" in pod \"{pod.Name()}\" not found"
                    : $"container \"{only}\" in pod \"{pod.Name()}\" is waiting to start: ContainerCreating"
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
