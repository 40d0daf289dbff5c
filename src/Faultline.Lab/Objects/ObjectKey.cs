namespace Faultline.Lab.Objects;

/// <summary>What identifies an object at one time; the namespace is empty for kinds that have none.</summary>
internal sealed record ObjectKey(ResourceKind Kind, string Namespace, string Name);
