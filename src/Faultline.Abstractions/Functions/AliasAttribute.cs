namespace Faultline.Abstractions.Functions;

/// <summary>Gives a function another name.</summary>
/// <param name="module">The dotted module path.</param>
/// <param name="name">The name within the module.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AliasAttribute(string module, string name) : Attribute
{
    /// <summary>The dotted module path.</summary>
    public string Module { get; } = module;

    /// <summary>The name within the module.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it is an old name, of which users are warned.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>Arguments that there are not under this name, with a comma between them; they have their defaults.</summary>
    public string? Without { get; init; }
}
