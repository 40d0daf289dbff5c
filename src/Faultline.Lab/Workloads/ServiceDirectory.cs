using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>
/// Stands in for cluster DNS, which a program on this machine would not ask: pods are told the addresses of services in the place
/// of their names. What the API shows stays as it was written.
/// </summary>
internal sealed class ServiceDirectory(ObjectStore store)
{
    /// <summary>The variables by which Kubernetes tells a pod of the services in its namespace.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables(string inNamespace)
    {
        foreach (var service in store.List(ResourceKinds.Service, inNamespace).Objects)
        {
            var ports = ServicePorts.Of(service);
            if (ports.Count == 0)
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
    /// The variables with addresses for names. Where the service's port could not be had, the variable beside it (X_PORT for
    /// X_HOST) that holds the port is given the real one.
    /// </summary>
    public Dictionary<string, string> Resolve(Dictionary<string, string> variables, string inNamespace)
    {
        var resolved = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            if (Find(value, inNamespace) is not { } service)
            {
                continue;
            }

            resolved[name] = ServicePorts.AddressOf(service);
            var beside = name.EndsWith("_HOST", StringComparison.Ordinal) ? name[..^4] + "PORT" : "";
            if (
                variables.TryGetValue(beside, out var port)
                && ServicePorts.Of(service).FirstOrDefault(candidate => Number(candidate.Port) == port) is { } moved
            )
            {
                resolved[beside] = Number(moved.Real);
            }
        }

        return resolved;
    }

    private DataObject? Find(string name, string inNamespace)
    {
        var parts = name.Split('.');
        var isName = parts is [_] or [_, _] or [_, _, "svc"] or [_, _, "svc", "cluster", "local"];
        return isName ? store.Get(new ObjectKey(ResourceKinds.Service, parts.Length == 1 ? inNamespace : parts[1], parts[0])) : null;
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
