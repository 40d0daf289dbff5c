using System.Diagnostics.CodeAnalysis;

namespace Faultline.Abstractions.Extensions;

/// <summary>Names the <see cref="IExtension"/> of an assembly.</summary>
/// <param name="type">A class that implements it and has a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ExtensionAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type
) : Attribute
{
    /// <summary>The class.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Type => type;
}
