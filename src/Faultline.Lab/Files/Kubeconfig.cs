using System.Text;

namespace Faultline.Lab.Files;

/// <summary>Writes the file by which clients find and trust the lab.</summary>
internal static class Kubeconfig
{
    /// <summary>The text. Nothing in it needs quoting: names are DNS labels, the rest is base64, hexadecimal or a URL.</summary>
    public static string Write(string labName, Uri api, string authorityPem, string token)
    {
        var name = "faultline-lab-" + labName;
        return $"""
            apiVersion: v1
            kind: Config
            current-context: {name}
            clusters:
            - name: {name}
              cluster:
                server: {api.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}
            contexts:
            - name: {name}
              context:
                cluster: {name}
                user: {name}
                namespace: default
            users:
            - name: {name}
              user:
                token: {token}

            """;
    }
}
