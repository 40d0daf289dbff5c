using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>
/// Stands in for cluster DNS, which a program on this machine would not ask: pods are told the addresses of services in the place
/// of their names. What the API shows stays as it was written.
/// </summary>
internal sealed partial class ServiceDirectory(ObjectStore store, LoopbackNetwork network)
{
    /// <summary>The variables by which Kubernetes tells a pod of the services in its namespace.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables(string inNamespace)
    {
        foreach (var service in store.List(ResourceKinds.Service, inNamespace).Objects)
        {
            var ports = ServicePorts.Of(service);
            if (ports.Count == 0 || ServicePorts.IsHeadless(service))
            {
                continue;
            }

            var prefix = service.Name().ToUpperInvariant().Replace('-', '_');
            yield return new($"{prefix}_SERVICE_HOST", ServicePorts.AddressOf(service));
            yield return new($"{prefix}_SERVICE_PORT", Number(ports[0].Real));
            foreach (var port in ports.Where(port => port.Name is not null))
            {
                yield return new($"{prefix}_SERVICE_PORT_{port.Name!.ToUpperInvariant().Replace('-', '_')}", Number(port.Real));
            }
        }
    }

    /// <summary>
    /// The variables with addresses for names, where a value is a name, or has one in a URL or before a port. Where the service's
    /// port could not be had, the port beside it is the real one: in the value, or in the variable beside it (X_PORT for X_HOST).
    /// </summary>
    public Dictionary<string, string> Resolve(Dictionary<string, string> variables, string inNamespace)
    {
        var resolved = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            if (AddressOf(value, inNamespace) is not { } address)
            {
                resolved[name] = resolved[name] == value ? Rewrite(value, inNamespace) : resolved[name];
                continue;
            }

            resolved[name] = address;
            var beside = name.EndsWith("_HOST", StringComparison.Ordinal) ? name[..^4] + "PORT" : "";
            if (
                variables.TryGetValue(beside, out var port)
                && Find(value, inNamespace) is { } service
                && ServicePorts.Of(service).FirstOrDefault(candidate => Number(candidate.Port) == port) is { } moved
            )
            {
                resolved[beside] = Number(moved.Real);
            }
        }

        return resolved;
    }

    /// <summary>The text with addresses for the names in its URLs (http://shop:8080/) and its addresses with ports (shop:8080).</summary>
    public string Rewrite(string text, string inNamespace) =>
        text.Contains(':', StringComparison.Ordinal)
            ? Address()
                .Replace(
                    text,
                    match =>
                    {
                        var (scheme, host, port) = (match.Groups["scheme"].Value, match.Groups["host"].Value, match.Groups["port"].Value);
                        return (scheme.Length > 0 || port.Length > 0) && AddressOf(host, inNamespace) is { } address
                            ? scheme + match.Groups["user"].Value + address + RealPort(host, port, scheme, inNamespace)
                            : match.Value;
                    }
                )
            : text;

    // A service without a port in the URL is meant by the scheme's own.
    private string RealPort(string host, string port, string scheme, string inNamespace)
    {
        var wanted =
            port.Length > 0 ? port[1..]
            : scheme == "http://" ? "80"
            : scheme == "https://" ? "443"
            : "";
        var found = Find(host, inNamespace) is { } service
            ? ServicePorts.Of(service).FirstOrDefault(candidate => Number(candidate.Port) == wanted)
            : null;
        return found is null || found.Real == found.Port ? port : ":" + Number(found.Real);
    }

    /// <summary>The address of a name: that of a service, or, below a headless one, that of a pod with a name of its own.</summary>
    private string? AddressOf(string name, string inNamespace)
    {
        if (Find(name, inNamespace) is { } service)
        {
            return ServicePorts.IsHeadless(service) ? FirstOf(service) : ServicePorts.AddressOf(service);
        }

        var parts = name.Split('.');
        if (parts is not [var pod, var home, ..] || Find(string.Join('.', parts[1..]), inNamespace) is not { } headless)
        {
            return null;
        }

        return ServicePorts.IsHeadless(headless) && IsMemberOf(headless, pod)
            ? network.ForIdentity($"{headless.Namespace()}/{pod}").ToString()
            : null;
    }

    // The pods of a stateful set have their addresses before they are there.
    private bool IsMemberOf(DataObject headless, string pod) =>
        store
            .List(ResourceKinds.StatefulSet, headless.Namespace())
            .Objects.Any(set =>
                set.TextAt("spec", "serviceName") == headless.Name() && pod.StartsWith(set.Name() + "-", StringComparison.Ordinal)
            );

    private string? FirstOf(DataObject headless)
    {
        var selector = LabelSelector.Of(headless.At("spec", "selector"));
        var pods = store.List(ResourceKinds.Pod, headless.Namespace()).Objects.Where(pod => selector.Matches(pod.Labels()));
        var first = pods.OrderByDescending(PodStatus.IsReady).FirstOrDefault();
        if (first is not null)
        {
            return first.TextAt("status", "podIP");
        }

        var set = store
            .List(ResourceKinds.StatefulSet, headless.Namespace())
            .Objects.FirstOrDefault(one => one.TextAt("spec", "serviceName") == headless.Name());
        return set is null ? null : network.ForIdentity($"{headless.Namespace()}/{set.Name()}-0").ToString();
    }

    // Names are a service's, with or without its namespace, and are not part of a longer word.
    [GeneratedRegex(
        "(?<scheme>[a-z][a-z0-9+.-]*://)?(?<user>[^\\s/@,:]+(?::[^\\s/@,]*)?@)?(?<![\\w.-])(?<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?<port>:\\d+)?(?![\\w:.-])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Address();

    private DataObject? Find(string name, string inNamespace)
    {
        var parts = name.Split('.');
        var isName = parts is [_] or [_, _] or [_, _, "svc"] or [_, _, "svc", "cluster", "local"];
        return isName ? store.Get(new ObjectKey(ResourceKinds.Service, parts.Length == 1 ? inNamespace : parts[1], parts[0])) : null;
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
