using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Faultline.Abstractions.Extensions;

namespace Faultline.Providers.Local.Extensions;

/// <summary>Extensions that are loaded into this process: possible only where nothing was trimmed away.</summary>
internal static class InProcessExtensions
{
    private const string Switch = "Faultline.InProcessExtensions";

    /// <summary>Whether this build can load them; the single file can't.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL4000", Justification = "Builds that trim set the switch to false.")]
    [FeatureSwitchDefinition(Switch)]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    public static bool AreSupported => !AppContext.TryGetSwitch(Switch, out var isOn) || isOn;

    /// <summary>Loads an extension and what it needs.</summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="ExtensionException">It is no assembly, or names no extension.</exception>
    [RequiresUnreferencedCode("An extension may use whatever there is.")]
    public static IExtension Load(string path)
    {
        try
        {
            var assembly = new Context(path).LoadFromAssemblyPath(path);
            var named =
                assembly.GetCustomAttribute<ExtensionAttribute>()
                ?? throw new ExtensionException(
                    $"'{path}' names no extension; its source needs [assembly: Extension(typeof(…))] from Faultline.Abstractions"
                );
            return Activator.CreateInstance(named.Type) as IExtension
                ?? throw new ExtensionException($"'{path}' names {named.Type}, which is no {nameof(IExtension)}");
        }
        catch (Exception e)
            when (e is BadImageFormatException or IOException or TypeLoadException or MissingMethodException or TargetInvocationException)
        {
            throw new ExtensionException($"the extension '{path}' can't be loaded: {(e.InnerException ?? e).Message}");
        }
    }

    // What the extension brings along is its own; the seams are ours, or its types would be others.
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only the guarded method makes such a context.")]
        protected override Assembly? Load(AssemblyName name) =>
            name.Name == typeof(IExtension).Assembly.GetName().Name ? null
            : _resolver.ResolveAssemblyToPath(name) is { } found ? LoadFromAssemblyPath(found)
            : null;
    }
}
