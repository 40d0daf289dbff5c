namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Why a file could not be read, in a few words.</summary>
internal static class FileProblem
{
    public static string Explain(Exception e) =>
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException => "permission denied",
            _ => e.Message.TrimEnd('.'),
        };
}
