using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Running;

namespace Faultline.Lab.Files;

/// <summary>The folder of a lab.</summary>
internal sealed class LabFolder(string path)
{
    private readonly string _path = Path.GetFullPath(path);

    public string KubeconfigPath => Path.Combine(_path, "kubeconfig");

    public string TokenPath => Path.Combine(_path, "token");

    public string AuthorityPath => Path.Combine(_path, "ca.crt");

    private string StatePath => Path.Combine(_path, "lab.json");

    /// <exception cref="LabException">A lab runs in this folder.</exception>
    public void RequireFree()
    {
        if (ReadState() is { IsRunning: true } state)
        {
            throw new LabException(
                $"The lab '{state.Name}' already runs in '{_path}' (process {state.ProcessId}); end it with 'faultline lab down' or use another folder."
            );
        }
    }

    /// <summary>Makes the folder and writes all files; the state comes last, so that whoever finds it finds the others.</summary>
    public void Write(LabState state, string kubeconfig, string token, string authority)
    {
        PrivateFile.MakeFolder(_path);
        PrivateFile.Write(KubeconfigPath, kubeconfig);
        PrivateFile.Write(TokenPath, token);
        PrivateFile.Write(AuthorityPath, authority);
        PrivateFile.Write(StatePath, JsonText.Write(ToData(state)) + "\n");
    }

    /// <summary>Removes what <see cref="Write"/> wrote, and the folder where nothing else is in it.</summary>
    public void Clear()
    {
        foreach (var file in (string[])[StatePath, KubeconfigPath, TokenPath, AuthorityPath])
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }

        foreach (var name in PodFolders.Names)
        {
            PodFolder.Delete(Path.Combine(_path, name));
        }

        if (Directory.Exists(_path) && !Directory.EnumerateFileSystemEntries(_path).Any())
        {
            Directory.Delete(_path);
        }
    }

    /// <exception cref="LabException">The file is not what a lab writes.</exception>
    public LabState? ReadState()
    {
        if (!File.Exists(StatePath))
        {
            return null;
        }

        try
        {
            return FromData(JsonText.Parse(File.ReadAllBytes(StatePath)));
        }
        catch (Exception e) when (e is DataSyntaxException or FormatException)
        {
            throw new LabException($"'{StatePath}' can't be read: {e.Message}. Delete it if no lab runs in this folder.");
        }
    }

    private static DataObject ToData(LabState state) =>
        DataObject.Of(
            ("name", state.Name),
            ("pid", state.ProcessId),
            ("processStart", state.ProcessStart),
            ("bootId", state.BootId),
            ("startedAt", state.StartedAt.ToString("O", CultureInfo.InvariantCulture)),
            ("apiUrl", state.ApiUrl.ToString()),
            ("kubeconfig", state.KubeconfigPath),
            ("tokenFile", state.TokenPath),
            ("authorityFile", state.AuthorityPath),
            ("services", Tree.Texts(state.ServiceUrls))
        );

    private static LabState FromData(DataNode data)
    {
        string Text(string key) => data.TextAt(key) ?? throw new FormatException($"'{key}' is missing");
        long Number(string key) => data.NumberAt(key) ?? throw new FormatException($"'{key}' is missing");

        return new LabState
        {
            Name = Text("name"),
            ProcessId = (int)Number("pid"),
            ProcessStart = Number("processStart"),
            BootId = Text("bootId"),
            StartedAt = DateTimeOffset.Parse(Text("startedAt"), CultureInfo.InvariantCulture),
            ApiUrl = new Uri(Text("apiUrl")),
            KubeconfigPath = Text("kubeconfig"),
            TokenPath = Text("tokenFile"),
            AuthorityPath = Text("authorityFile"),
            ServiceUrls = data.TextsAt("services").ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}
