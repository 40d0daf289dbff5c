namespace Faultline.Lab.Objects.Custom;

/// <summary>Where a custom object keeps what a Scale shows.</summary>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector);
