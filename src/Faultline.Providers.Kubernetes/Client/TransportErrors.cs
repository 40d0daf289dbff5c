using System.Net.Sockets;
using System.Security.Authentication;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>Why no answer came, in sentences.</summary>
internal static class TransportErrors
{
    public static KubernetesException Explain(ApiRequest request, ResolvedAccess access, HttpRequestException e)
    {
        var server = $"'{access.Description.Server}'";
        var source = access.Description.Source;
        if (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new KubernetesException(
                $"cannot {request}: the answer is larger than {KubernetesClient.MostBytes / (1024 * 1024)} MiB. Ask for less of it."
            );
        }

        if (Inner<AuthenticationException>(e) is { } tls)
        {
            return new KubernetesException($"cannot {request}: no secure connection to {server} ({source}): {Explain(tls)}")
            {
                IsLockedOut = true,
            };
        }

        if (e.HttpRequestError == HttpRequestError.ProxyTunnelError)
        {
            return new KubernetesException(
                $"cannot {request}: the proxy does not let us through to {server} ({source}). Check the proxy, or NO_PROXY."
            );
        }

        var why = Inner<SocketException>(e) is { } socket ? Explain(socket) : Sentence((e.InnerException ?? e).Message);
        return new KubernetesException($"cannot {request}: {server} ({source}) can't be reached: {why} {access.WhenUnreachable}");
    }

    private static string Explain(AuthenticationException tls)
    {
        var text = tls.Message;
        if (text.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal))
        {
            return "its certificate is for another name. Use the name that it is for, or set tls-server-name in the kubeconfig.";
        }

        if (text.Contains("NotTimeValid", StringComparison.Ordinal))
        {
            return "its certificate is not valid at this time. Check the clock, or have the certificate renewed.";
        }

        return text.Contains("UntrustedRoot", StringComparison.Ordinal) || text.Contains("PartialChain", StringComparison.Ordinal)
            ? "its certificate comes from an authority that is not trusted. Name the right one: certificate-authority in the kubeconfig, "
                + "or KUBERNETES_CA_CERT_FILE."
            : Sentence((tls.InnerException ?? tls).Message);
    }

    private static string Explain(SocketException socket) =>
        socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "Connection refused.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the name of the host is unknown.",
            SocketError.ConnectionReset => "the connection was reset.",
            _ => Sentence(socket.Message),
        };

    private static string Sentence(string text) => OpaqueText.Mask(text).TrimEnd('.') + ".";

    private static T? Inner<T>(Exception e)
        where T : Exception
    {
        for (var at = e; at is not null; at = at.InnerException!)
        {
            if (at is T found)
            {
                return found;
            }
        }

        return null;
    }
}
