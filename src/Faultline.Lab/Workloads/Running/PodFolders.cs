using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>
/// The part of a lab's folder that belongs to its pods.
/// <code>
/// pods/UID/...              one pod; gone with it
/// claims/NAMESPACE/NAME     what a persistent volume claim stands for; stays when pods come and go
/// </code>
/// </summary>
internal sealed class PodFolders(string path, ObjectStore store)
{
    /// <summary>The names of the folders, below the lab's.</summary>
    public static readonly string[] Names = ["pods", "claims"];

    /// <summary>The folder of a pod; it is made when it is needed.</summary>
    public PodFolder Of(string uid) => new(Path.Combine(path, Names[0], uid), store, this);

    /// <summary>The folder of a claim.</summary>
    public string Claim(string inNamespace, string name) => Path.Combine(path, Names[1], inNamespace, name);

    /// <summary>Removes what a claim stood for.</summary>
    public void Forget(string inNamespace, string name) => PodFolder.Delete(Claim(inNamespace, name));

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        foreach (var name in Names)
        {
            PodFolder.Delete(Path.Combine(path, name));
        }
    }
}
