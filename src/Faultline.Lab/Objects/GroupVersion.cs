namespace Faultline.Lab.Objects;

/// <summary>An API group and a version of it, such as apps/v1; the core group's name is empty.</summary>
internal readonly record struct GroupVersion(string Group, string Version)
{
    /// <summary>As objects spell it in their apiVersion.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
