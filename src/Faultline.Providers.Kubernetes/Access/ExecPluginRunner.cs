using System.Text;
using Faultline.Abstractions;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Runs exec plugins.</summary>
internal sealed class ExecPluginRunner(ProcessStarter starter, IEnvironment environment, TimeProvider time)
{
    private const int MostOutput = 1024 * 1024;

    /// <summary>How long a plugin may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>What the plugin prints.</summary>
    /// <exception cref="ClusterAccessException">It is not there, fails, or takes too long.</exception>
    public async Task<byte[]> RunAsync(ExecPlugin plugin, CancellationToken stop)
    {
        var (output, error) = (new LimitedBuffer(MostOutput), new LimitedBuffer(MostOutput));
        var child = Start(plugin, output, error);
        try
        {
            var status = await child.Completed.WaitAsync(Deadline, time, stop);
            return status.Number == 0 ? output.ToArray() : throw Failed(plugin, status, error);
        }
        catch (TimeoutException)
        {
            await child.EndAsync(TimeSpan.FromSeconds(1));
            throw new ClusterAccessException(
                $"The exec plugin '{plugin.Command}' ({plugin.Place}) gave no credentials within {Deadline.TotalSeconds:0} s and was ended. "
                    + "Run it by hand: it may be waiting for a log-in."
            );
        }
        catch (OperationCanceledException)
        {
            await child.EndAsync(TimeSpan.FromSeconds(1));
            throw;
        }
    }

    private ChildProcess Start(ExecPlugin plugin, LimitedBuffer output, LimitedBuffer error)
    {
        var variables = new Dictionary<string, string>(environment.All, StringComparer.Ordinal);
        foreach (var (name, value) in plugin.Environment)
        {
            variables[name] = value;
        }

        variables["KUBERNETES_EXEC_INFO"] = plugin.Info;
        var path = ProgramFinder.Find(plugin.Command, variables.GetValueOrDefault("PATH")) ?? throw Missing(plugin);
        try
        {
            return starter.Start(
                new ProcessSpec
                {
                    Path = path,
                    Arguments = plugin.Arguments,
                    Environment = variables,
                    StandardOutput = output.Append,
                    StandardError = error.Append,
                }
            );
        }
        catch (ProcessStartException e)
        {
            throw new ClusterAccessException($"The exec plugin {e.Message} ({plugin.Place}).");
        }
    }

    private static ClusterAccessException Missing(ExecPlugin plugin) =>
        new(
            $"The exec plugin '{plugin.Command}' ({plugin.Place}) is not an executable file in PATH. Install it."
                + (plugin.InstallHint is { } hint ? $" The kubeconfig says: {hint.Trim().ReplaceLineEndings(" ")}" : "")
        );

    private static ClusterAccessException Failed(ExecPlugin plugin, ExitStatus status, LimitedBuffer error)
    {
        var said = Encoding.UTF8.GetString(error.ToArray()).Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0);
        var how = status.Signal is { } signal ? $"was ended by signal {signal}" : $"ended with code {status.Code}";
        return new ClusterAccessException(
            $"The exec plugin '{plugin.Command}' ({plugin.Place}) {how}"
                + (said is null ? "." : $": {OpaqueText.Mask(said).TrimEnd('.')}.")
                + " Run it by hand to see more; you may have to log in again."
        );
    }
}
