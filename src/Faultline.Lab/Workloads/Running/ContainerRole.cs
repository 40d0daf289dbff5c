namespace Faultline.Lab.Workloads.Running;

/// <summary>What a container is for in its pod.</summary>
internal enum ContainerRole
{
    /// <summary>It does the pod's work.</summary>
    Main,

    /// <summary>It runs to its end before the others start.</summary>
    Init,

    /// <summary>It is started before the others and runs beside them: an init container that is always restarted.</summary>
    Sidecar,
}
