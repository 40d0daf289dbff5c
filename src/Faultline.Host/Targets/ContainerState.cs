namespace Faultline.Host.Targets;

/// <summary>A container, as its runtime has written it down.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Names">Its names; empty where it has none.</param>
/// <param name="Pid">Its first process; null where the runtime does not say, or it does not run.</param>
internal sealed record ContainerState(string Id, IReadOnlyList<string> Names, int? Pid);
