using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Documents;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Manifests in files: JSON or YAML, by the name's ending.</summary>
internal static class ManifestFile
{
    /// <summary>The one object in a file.</summary>
    /// <exception cref="KubernetesException">The file can't be read, or holds no object.</exception>
    public static async Task<DataObject> ReadAsync(string path, CancellationToken stop)
    {
        if (DocumentText.FormatOf(path) is not { } format)
        {
            throw new KubernetesException($"cannot process {path}");
        }

        try
        {
            var node = DocumentText.Parse(await File.ReadAllBytesAsync(path, stop), format);
            return node as DataObject ?? throw new KubernetesException($"cannot process {path}: it holds {node.Kind}, not an object");
        }
        catch (DataSyntaxException e)
        {
            throw new KubernetesException($"cannot process {path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesException($"cannot process {path}: {e.Message}");
        }
    }

    /// <summary>What is wrong with the path that the argument 'spec_path' gives, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments) =>
        !arguments.TryGet("spec_path", out string? path) || string.IsNullOrEmpty(path) ? []
        : DocumentText.FormatOf(path) is null
            ? [arguments.Error("spec_path", $"cannot process {path}", "use a file whose name ends in .json, .yaml or .yml")]
        : File.Exists(path) ? []
        : [arguments.Warning("spec_path", $"there is no file '{path}' yet", "paths are relative to the folder of the run's process")];
}
