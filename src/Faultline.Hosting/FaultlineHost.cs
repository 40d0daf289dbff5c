using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Running.Faults;
using Faultline.Host;
using Faultline.Hosting.Holding;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;
using Faultline.Providers.Kubernetes;
using Faultline.Providers.Kubernetes.Reversing;
using Faultline.Providers.Local.Addons;
using Faultline.Providers.Local.Extensions;
using Faultline.Providers.Local.Http;
using Faultline.Providers.Local.Native;
using Faultline.Providers.Local.Processes;
using Faultline.Providers.Local.Python;
using Faultline.Providers.Proxy;
using Faultline.Providers.Proxy.Functions;
using Faultline.Providers.Proxy.Reversing;
using Faultline.Secrets.Files;
using Faultline.Secrets.Vault;

namespace Faultline.Hosting;

/// <summary>The only list of all providers and functions, put together by hand: it reads as a table of contents and starts in no time.</summary>
public sealed class FaultlineHost : IAsyncDisposable
{
    private readonly HttpConnections _connections;
    private readonly KubernetesFunctions _kubernetes;
    private readonly ProxyFunctions _proxies;
    private readonly PythonProvider _python;

    /// <summary>Puts everything together, without extensions.</summary>
    /// <param name="environment">The variables that documents and programs see.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance, for whatever picks at random.</param>
    public FaultlineHost(IEnvironment environment, TimeProvider time, Random random)
        : this(environment, time, random, new ProcessStarter(time), LoadedExtensions.None) { }

    private FaultlineHost(IEnvironment environment, TimeProvider time, Random random, ProcessStarter processes, LoadedExtensions extensions)
    {
        Environment = environment;
        Time = time;
        Random = random;
        Processes = processes;
        Extensions = extensions;
        _connections = new HttpConnections(environment, time);
        _kubernetes = new KubernetesFunctions(environment, Processes, time, random);
        var published = new PublishedPorts(environment);
        _proxies = new ProxyFunctions(published, time);
        Functions = new FunctionCatalog([
            _kubernetes,
            _proxies,
            IdleFunctions.Source(time),
            .. HostFaults.Sources(),
            .. ProxyFaultFunctions.Sources(environment),
            .. extensions.All.SelectMany(extension => extension.Functions),
        ]);
        _python = new PythonProvider(Functions, Processes, environment, time);
        Controls = [new AddonControls(time), new ExtensionControls(extensions.All), new PythonControls(_python)];
        Secrets = new SecretSources(
            [new VaultSource(environment, time), new FileSource(environment), .. extensions.All.SelectMany(extension => extension.Secrets)],
            time
        );
        Providers =
        [
            new HttpProvider(_connections, time),
            new ProcessProvider(Processes, published, time),
            _python,
            new NativeProvider(Functions),
        ];
        Reversals = ReversalsOf(environment, Processes, time);
    }

    /// <summary>Puts everything together, with extensions.</summary>
    /// <param name="environment">The variables that documents and programs see.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance, for whatever picks at random.</param>
    /// <param name="extensions">The assemblies and programs of the extensions.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="Abstractions.Extensions.ExtensionException">An extension can't be used.</exception>
    public static async Task<FaultlineHost> StartAsync(
        IEnvironment environment,
        TimeProvider time,
        Random random,
        IReadOnlyList<string> extensions,
        CancellationToken stop
    )
    {
        var processes = new ProcessStarter(time);
        try
        {
            var loaded = await LoadedExtensions.LoadAsync(extensions, processes, environment, time, stop);
            return new FaultlineHost(environment, time, random, processes, loaded);
        }
        catch
        {
            await processes.DisposeAsync();
            throw;
        }
    }

    /// <summary>The extensions.</summary>
    public LoadedExtensions Extensions { get; }

    /// <summary>The variables that documents and programs see.</summary>
    public IEnvironment Environment { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Chance, for whatever picks at random.</summary>
    public Random Random { get; }

    /// <summary>The one place where processes are started.</summary>
    public ProcessStarter Processes { get; }

    /// <summary>The full names of the native functions, for whoever needs no more of them.</summary>
    public static IEnumerable<string> FunctionNames =>
        [
            .. KubernetesFunctions.AllNames,
            .. ProxyFunctions.AllNames,
            .. IdleFunctions.AllNames,
            .. HostFaults.AllNames,
            .. ProxyFaultFunctions.AllNames,
        ];

    /// <summary>The native functions.</summary>
    public FunctionCatalog Functions { get; }

    /// <summary>This program as the holder or the watchdog of a run: with the faults and the reversals, and nothing else.</summary>
    /// <param name="environment">The environment of the role's own process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="extensions">The assemblies of extensions that bring faults.</param>
    /// <exception cref="Abstractions.Extensions.ExtensionException">An extension can't be used.</exception>
    public static async Task<FaultRoles> RolesAsync(IEnvironment environment, TimeProvider time, IReadOnlyList<string> extensions)
    {
        var processes = new ProcessStarter(time);
        var loaded = await LoadedExtensions.LoadAsync(extensions, processes, environment, time, CancellationToken.None);
        return new FaultRoles(
            new FunctionCatalog([
                .. HostFaults.Sources(),
                .. ProxyFaultFunctions.Sources(environment),
                .. loaded.All.SelectMany(extension => extension.Functions),
            ]),
            ReversalsOf(environment, processes, time),
            time
        );
    }

    /// <summary>What undoes effects in this very process.</summary>
    public FaultRoles Roles => new(Functions, Reversals, Time);

    /// <summary>The sources of secrets, and what they lent to the run.</summary>
    public SecretSources Secrets { get; }

    /// <summary>What undoes the changes of functions.</summary>
    public ImmutableArray<IReversal> Reversals { get; }

    /// <summary>What a run needs to break things and to put them back.</summary>
    /// <param name="program">How this program starts itself in another role.</param>
    /// <param name="undo">Where the undo logs stand.</param>
    public FaultEquipment Faults(RoleProgram program, UndoFolder undo) =>
        new(
            new FaultHolders(
                program with
                {
                    Environment = Environment,
                    Extensions = Extensions.Assemblies,
                },
                Processes,
                undo,
                HoldingLimits.Of(Environment),
                Time
            )
            {
                LastResort = Roles,
            },
            Reversals,
            new TargetLocks(undo.Path)
        );

    /// <summary>The providers of activities.</summary>
    public ImmutableArray<IActivityProvider> Providers { get; }

    /// <summary>Calls a function of the user's Python by position.</summary>
    internal Task<PythonResult> CallPythonAsync(
        string module,
        string function,
        ImmutableArray<DataNode> arguments,
        CancellationToken stop
    ) => _python.CallAsync(module, function, arguments, stop);

    /// <summary>Who makes controls, in the order in which they are asked.</summary>
    public ImmutableArray<IControlProvider> Controls { get; }

    /// <summary>Ends every process that was started here and still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await Secrets.DisposeAsync();
        _connections.Dispose();
        _kubernetes.Dispose();
        await _proxies.DisposeAsync();
        await _python.DisposeAsync();
        await Extensions.DisposeAsync();
        await Processes.DisposeAsync();
    }

    private static ImmutableArray<IReversal> ReversalsOf(IEnvironment environment, ProcessStarter processes, TimeProvider time) =>
        [new KubernetesReversal(environment, processes, time), new ProxyReversal(time)];
}
