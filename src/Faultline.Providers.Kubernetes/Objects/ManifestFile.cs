using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

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

    /// <summary>What is wrong with a path, as far as it is known before the run.</summary>
    public static ArgumentCheck Check<T>(Parameter<T> parameter)
        where T : class? =>
        arguments =>
            !arguments.TryGet(parameter, out var value) || value is not string path || path.Length == 0 ? []
            : DocumentText.FormatOf(path) is null
                ? [arguments.Error(parameter, $"cannot process {path}", "use a file whose name ends in .json, .yaml or .yml")]
            : File.Exists(path) ? []
            : [arguments.Warning(parameter, $"there is no file '{path}' yet", "paths are relative to the folder of the run's process")];
}
