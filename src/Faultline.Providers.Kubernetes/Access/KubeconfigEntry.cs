using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A named cluster, user or context of a kubeconfig.</summary>
/// <param name="Kind">"cluster", "user" or "context".</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What stands under it.</param>
/// <param name="File">The file it was read from; relative paths in it start there.</param>
internal sealed record KubeconfigEntry(string Kind, string Name, DataObject Value, string File)
{
    /// <summary>The text of a key; null where it is absent, null or empty.</summary>
    public string? Text(string key) => TextOf(Value[key]);

    public bool Flag(string key) => Value[key] is DataBoolean { Value: true };

    /// <summary>Where a key stands: <c>file:line:column</c>.</summary>
    public string Place(string key) => Value.PositionOf(key) is { } position ? $"{File}:{position}" : File;

    /// <summary>A path as written here: relative ones start at the kubeconfig's folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);

    public static string? TextOf(DataNode? node) =>
        node switch
        {
            DataString { Value.Length: > 0 } text => text.Value,
            DataNumber number => number.Text,
            _ => null,
        };

    /// <summary>The PEM text that <c>KEY-data</c> holds in base64, or the file that <c>KEY</c> names; null where both are absent.</summary>
    public PemText? Pem(string key)
    {
        if (Text(key + "-data") is not { } data)
        {
            return Text(key) is { } path ? PemText.FromFile(Resolve(path), $"{key} at {Place(key)}") : null;
        }

        try
        {
            return new PemText(
                System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data)),
                $"{key}-data at {Place(key + "-data")}"
            );
        }
        catch (FormatException)
        {
            throw new ClusterAccessException($"{key}-data at {Place(key + "-data")} is not base64.");
        }
    }
}
