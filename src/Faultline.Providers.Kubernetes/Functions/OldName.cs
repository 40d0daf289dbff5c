namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>Functions under names that they no longer have.</summary>
internal static class OldName
{
    /// <summary>What is said of an old name, as the reference says it.</summary>
    /// <param name="name">The old name.</param>
    /// <param name="instead">The full name of the function to use.</param>
    public static string Warning(string name, string instead) =>
        $"{name} function is DEPRECATED and will be removed in the next releases, please use {instead[(instead.LastIndexOf('.') + 1)..]} instead";
}
