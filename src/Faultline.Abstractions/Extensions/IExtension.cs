using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Secrets;

namespace Faultline.Abstractions.Extensions;

/// <summary>
/// What somebody else adds: functions, controls, sources of secrets. A class with a constructor without parameters, named by
/// <see cref="ExtensionAttribute"/>, is loaded in process; the same class behind <see cref="ExtensionProgram"/> is a program of its own.
/// </summary>
public interface IExtension
{
    /// <summary>Its name, for messages.</summary>
    string Name { get; }

    /// <summary>Its version.</summary>
    string Version { get; }

    /// <summary>Its probes and actions. Their modules are its own, such as <c>acme.flags</c>.</summary>
    IReadOnlyList<IFunctionSource> Functions => [];

    /// <summary>Its controls.</summary>
    IReadOnlyList<ExtensionControl> Controls => [];

    /// <summary>Its sources of secrets.</summary>
    IReadOnlyList<ISecretSource> Secrets => [];
}
