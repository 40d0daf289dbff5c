namespace Faultline.Host.Diagnosis;

/// <summary>What faults of processes, processors, disks, files and whole hosts are made by.</summary>
internal static class HostMechanisms
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IMechanism> All =>
        [
            new SignalMechanism(),
            new ForeignSignalMechanism(),
            new BurnMechanism(),
            new GroupMechanism(),
            new FillMechanism(),
            new FileMechanism(),
            new ForeignFileMechanism(),
            new NamespaceEndMechanism(),
        ];
}
