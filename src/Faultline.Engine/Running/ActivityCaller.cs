using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Secrets;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;
using Faultline.Engine.Running.Faults;

namespace Faultline.Engine.Running;

/// <summary>Calls the provider of an activity: variables replaced, time bounded, whatever it throws turned into an outcome.</summary>
internal sealed class ActivityCaller(IReadOnlyDictionary<string, IActivityProvider> providers, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Calls an activity of a run; one that asks to exit ends the run.</summary>
    public async Task<ActivityOutcome> CallAsync(Activity activity, int call, bool hasTolerance, RunContext run, CancellationToken stop)
    {
        using var changes = new CallChanges(run, activity.Name, call);
        var faults = run.Faults is null ? null : new CallFaults(run.Faults, activity.Name, call);
        return Heed(await CallAsync(activity, hasTolerance, run.Variables, run.OutputFolder, stop, changes, run.Mask, faults: faults), run);
    }

    /// <summary>Calls a probe that judges a value: the value is put in once the variables are replaced, since it is no template.</summary>
    public async Task<ActivityOutcome> CallWithValueAsync(
        Activity probe,
        DataObject arguments,
        DataNode value,
        RunContext run,
        CancellationToken stop
    )
    {
        var substitution = run.SubstitutionFor(probe);
        var replaced = (DataObject)(run.Substitution.IsEmpty ? arguments : substitution.Apply(arguments));
        var given = probe with { Provider = probe.Provider.With("arguments", replaced.With("value", value)) };
        using var changes = new CallChanges(run, probe.Name, call: null);
        return Heed(
            await CallAsync(given, hasTolerance: false, run.Variables, run.OutputFolder, stop, changes, run.Mask, isReplaced: true),
            run
        );
    }

    private static ActivityOutcome Heed(ActivityOutcome outcome, RunContext run)
    {
        if (outcome is ActivityOutcome.ExitRequested exit)
        {
            run.Exit(exit.Code);
        }

        return outcome;
    }

    public async Task<ActivityOutcome> CallAsync(
        Activity activity,
        bool hasTolerance,
        ResolvedVariables variables,
        string? outputFolder,
        CancellationToken stop,
        IChangeRecorder? changes = null,
        ISecretMask? mask = null,
        bool isReplaced = false,
        CallFaults? faults = null
    )
    {
        if (!providers.TryGetValue(activity.ProviderType, out var provider))
        {
            return new ActivityOutcome.Crashed($"unknown provider type '{activity.ProviderType}'");
        }

        var secrets = variables.SecretsFor(activity.Provider);
        var substitution = new Substitution(variables.Configuration, secrets);
        var replaced = isReplaced ? activity.Provider : Substitute(activity.Provider, provider.SubstitutedFields, substitution);
        var call = new ActivityCall
        {
            Name = activity.Name,
            Kind = activity.Kind,
            Provider = replaced,
            Shown =
                !isReplaced && substitution.TakesSecret(activity.Provider)
                    ? Substitute(activity.Provider, provider.SubstitutedFields, substitution.Masked)
                    : replaced,
            Configuration = variables.Configuration,
            Secrets = secrets,
            Mask = mask ?? NoSecretMask.Instance,
            WithheldVariables = variables.WithheldFrom(activity.Provider),
            HasTolerance = hasTolerance,
            OutputFolder = outputFolder,
            Changes = changes ?? NoChangeRecorder.Instance,
            Faults = faults ?? (IFaultInjector)NoFaultInjector.Instance,
        };
        faults?.Provider = replaced;
        using var timeout = TimerRange.Limit(activity.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        var outcome = await GuardAsync(provider, call, either.Token);
        return outcome is ActivityOutcome.Stopped && timeout.IsCancellationRequested && !stop.IsCancellationRequested
            ? new ActivityOutcome.Failed(
                $"activity took too long to complete: it was stopped after its timeout of {Seconds(activity.Timeout!.Value)} s"
            )
            {
                Warnings = outcome.Warnings,
            }
            : outcome;
    }

    /// <summary>The provider object with the variables of the given fields replaced.</summary>
    internal static DataObject Substitute(DataObject provider, IReadOnlyList<string> fields, Substitution substitution) =>
        substitution.Apply(provider, fields);

    // A step's boundary: the one place that may catch whatever a provider throws.
    private async Task<ActivityOutcome> GuardAsync(IActivityProvider provider, ActivityCall call, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            var running = provider.RunAsync(call, stop);
            return await EndedAsync(running, stop) ? await running : LeftBehind(call);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ActivityOutcome.Stopped();
        }
        catch (Exception e)
        {
            return new ActivityOutcome.Crashed($"{e.GetType().Name}: {e.Message}");
        }
    }

    // A call that does not end when it is asked to must not keep the run from its rollbacks.
    private async Task<bool> EndedAsync(Task running, CancellationToken stop)
    {
        if (running.IsCompleted)
        {
            return true;
        }

        var asked = new TaskCompletionSource();
        using var asking = stop.Register(() => asked.TrySetResult());
        await Task.WhenAny(running, asked.Task);
        if (!running.IsCompleted)
        {
            using var ended = new CancellationTokenSource();
            await Task.WhenAny(running, Task.Delay(Grace, time, ended.Token));
            ended.Cancel();
        }

        return running.IsCompleted;
    }

    private static ActivityOutcome.Stopped LeftBehind(ActivityCall call) =>
        new() { Warnings = [$"'{call.Name}' did not end within {Seconds(Grace)} s of being asked to, and was left behind."] };

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
