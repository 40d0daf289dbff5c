using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;

namespace Faultline.Engine.Running;

/// <summary>Calls the provider of an activity: variables replaced, time bounded, whatever it throws turned into an outcome.</summary>
internal sealed class ActivityCaller(IReadOnlyDictionary<string, IActivityProvider> providers, TimeProvider time)
{
    /// <summary>Calls an activity of a run; one that asks to exit ends the run.</summary>
    public async Task<ActivityOutcome> CallAsync(Activity activity, bool hasTolerance, RunContext run, CancellationToken stop)
    {
        var outcome = await CallAsync(activity, hasTolerance, run.Variables, run.OutputFolder, stop);
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
        CancellationToken stop
    )
    {
        if (!providers.TryGetValue(activity.ProviderType, out var provider))
        {
            return new ActivityOutcome.Crashed($"unknown provider type '{activity.ProviderType}'");
        }

        var call = new ActivityCall
        {
            Name = activity.Name,
            Kind = activity.Kind,
            Provider = Substitute(
                activity.Provider,
                provider.SubstitutedFields,
                new Substitution(variables.Configuration, variables.Secrets)
            ),
            Configuration = variables.Configuration,
            Secrets = variables.Secrets,
            HasTolerance = hasTolerance,
            OutputFolder = outputFolder,
        };
        using var timeout = TimerRange.Limit(activity.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        var outcome = await GuardAsync(provider, call, either.Token);
        return outcome is ActivityOutcome.Stopped && timeout.IsCancellationRequested && !stop.IsCancellationRequested
            ? new ActivityOutcome.Failed(
                $"activity took too long to complete: it was stopped after its timeout of {Seconds(activity.Timeout!.Value)} s"
            )
            : outcome;
    }

    /// <summary>The provider object with the variables of the given fields replaced.</summary>
    internal static DataObject Substitute(DataObject provider, IReadOnlyList<string> fields, Substitution substitution)
    {
        foreach (var field in fields)
        {
            // Where nothing can be replaced, the reference leaves arguments alone: "$$" stays "$$".
            if (provider.TryGet(field, out var value) && !(field == "arguments" && substitution.IsEmpty))
            {
                provider = provider.With(field, substitution.Apply(value));
            }
        }

        return provider;
    }

    // A step's boundary: the one place that may catch whatever a provider throws.
    private static async Task<ActivityOutcome> GuardAsync(IActivityProvider provider, ActivityCall call, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return await provider.RunAsync(call, stop);
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

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
