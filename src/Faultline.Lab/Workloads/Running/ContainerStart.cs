using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads.Running;

/// <summary>What a container's process is started from.</summary>
/// <param name="Spec">The process.</param>
/// <param name="Rewrite">Turns the paths of the container's volumes into real ones, wherever they stand in a text.</param>
internal sealed record ContainerStart(ProcessSpec Spec, Func<string, string> Rewrite);
