using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Extensions;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Extensions;

/// <summary>The extensions that a user names: assemblies and programs. Documents can't name any.</summary>
public sealed class LoadedExtensions : IAsyncDisposable
{
    private readonly ImmutableArray<ExternalExtension> _external;

    private LoadedExtensions(ImmutableArray<IExtension> all, ImmutableArray<string> assemblies)
    {
        All = all;
        Assemblies = assemblies;
        _external = [.. all.OfType<ExternalExtension>()];
    }

    /// <summary>No extensions.</summary>
    public static LoadedExtensions None { get; } = new([], []);

    /// <summary>The extensions, in the order in which they were named.</summary>
    public ImmutableArray<IExtension> All { get; }

    /// <summary>The full paths of those that were loaded into this process.</summary>
    public ImmutableArray<string> Assemblies { get; }

    /// <summary>Loads or starts extensions.</summary>
    /// <param name="paths">A <c>.dll</c> or a program each.</param>
    /// <param name="starter">Starts programs.</param>
    /// <param name="environment">The variables of programs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="ExtensionException">One can't be used; the others were ended.</exception>
    public static async Task<LoadedExtensions> LoadAsync(
        IReadOnlyList<string> paths,
        ProcessStarter starter,
        IEnvironment environment,
        TimeProvider time,
        CancellationToken stop
    )
    {
        if (paths.Count == 0)
        {
            return None;
        }

        var all = new List<IExtension>();
        try
        {
            foreach (var path in paths)
            {
                all.Add(await LoadAsync(path, starter, environment, time, stop));
            }

            return new LoadedExtensions([.. all], [.. paths.Where((_, at) => all[at] is not ExternalExtension).Select(Path.GetFullPath)]);
        }
        catch
        {
            await new LoadedExtensions([.. all], []).DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the programs.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_external.Select(extension => extension.DisposeAsync().AsTask()));

    private static async Task<IExtension> LoadAsync(
        string path,
        ProcessStarter starter,
        IEnvironment environment,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new ExtensionException($"there is no extension '{path}'");
        }

        var isAssembly = full.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        if (isAssembly && InProcessExtensions.AreSupported)
        {
            return InProcessExtensions.Load(full);
        }

        var external = new ExternalExtension(isAssembly ? ProgramOf(full, environment) : [full], starter, environment, time);
        try
        {
            await external.DescribeAsync(stop);
            return external;
        }
        catch
        {
            await external.DisposeAsync();
            throw;
        }
    }

    // A program stands beside its assembly; where only that was copied, the runtime takes it.
    private static ImmutableArray<string> ProgramOf(string assembly, IEnvironment environment)
    {
        var program = Path.ChangeExtension(assembly, null);
        return File.Exists(program) ? [program]
            : ProgramFinder.Find("dotnet", environment.Get("PATH")) is { } runtime ? [runtime, assembly]
            : throw new ExtensionException(
                $"'{assembly}' can't be loaded into this build, and neither its program '{program}' nor 'dotnet' is there to run it"
            );
    }
}
