using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>Answers that say no to sentences.</summary>
internal static partial class ApiErrors
{
    private const int MostText = 500;

    /// <summary>An answer with a status of 300 or more.</summary>
    public static KubernetesException Explain(ApiRequest request, ResolvedAccess access, int code, byte[] body, TimeSpan? retryAfter = null)
    {
        var status = StatusOf(body);
        var reason = status?.Text("reason") is { Length: > 0 } given ? given : ReasonPhrase(code);
        var said = Shorten(status?.Text("message") ?? "");
        var head = string.Create(CultureInfo.InvariantCulture, $"cannot {request}: HTTP {code}{(reason.Length == 0 ? "" : " " + reason)}");
        return code switch
        {
            401 => new KubernetesException(
                $"{head}: the API server {Server(access)} does not accept {Credentials(access)}. {access.LogInAgain}",
                code
            )
            {
                IsLockedOut = true,
            },
            403 => new KubernetesException($"{head}: {Forbidden(request, access, said)}", code) { IsLockedOut = true },
            >= 300 and < 400 => new KubernetesException(
                $"{head}: {Server(access)} sends us elsewhere, which no API server does. Check the address in {access.Description.Source}.",
                code
            ),
            _ => new KubernetesException(said.Length == 0 ? head : $"{head}: {said}", code) { RetryAfter = retryAfter },
        };
    }

    /// <summary>An answer that should have been JSON, or another kind of object.</summary>
    public static KubernetesException NotKubernetes(ApiRequest request, ResolvedAccess access) =>
        new(
            $"cannot {request}: the answer of {Server(access)} is not one of Kubernetes. Check the address in {access.Description.Source}."
        );

    private static string Forbidden(ApiRequest request, ResolvedAccess access, string said)
    {
        var user = UserPattern().Match(said) is { Success: true } match ? $"user '{match.Groups[1].Value}'" : access.Description.Identity;
        var where = request.Namespace is null ? "" : $" in namespace '{request.Namespace}'";
        var because =
            said.Contains("cannot " + request.Verb, StringComparison.Ordinal) || said.Length == 0 ? "" : $" The server says: {said}";
        return $"{user} may not {request.Verb} '{request.Permission}'{where}. Grant it the verb '{request.Verb}' on '{request.Permission}'{where}.{because}";
    }

    private static string Server(ResolvedAccess access) => $"'{access.Description.Server}'";

    private static string Credentials(ResolvedAccess access) =>
        $"the credentials of {access.Description.Identity}, from {access.Description.Source}";

    private static DataObject? StatusOf(byte[] body)
    {
        try
        {
            return JsonText.Parse(body) as DataObject;
        }
        catch (DataSyntaxException)
        {
            return null;
        }
    }

    private static string ReasonPhrase(int code) =>
        Enum.IsDefined((System.Net.HttpStatusCode)code) ? ((System.Net.HttpStatusCode)code).ToString() : "";

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= MostText ? line : line[..MostText] + "…";
    }

    [GeneratedRegex("User \"([^\"]+)\"")]
    private static partial Regex UserPattern();
}
