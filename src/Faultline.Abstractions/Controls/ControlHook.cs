namespace Faultline.Abstractions.Controls;

/// <summary>The moments at which a control is called, in the order of a run.</summary>
public enum ControlHook
{
    /// <summary>Before the document is loaded; global controls only.</summary>
    BeforeLoading,

    /// <summary>After the document was loaded; global controls only.</summary>
    AfterLoading,

    /// <summary>Once per name, when configuration and secrets are known and before anything else is done.</summary>
    Configure,

    /// <summary>Before the gate.</summary>
    BeforeExperiment,

    /// <summary>Before each evaluation of the hypothesis.</summary>
    BeforeHypothesis,

    /// <summary>After each evaluation of the hypothesis.</summary>
    AfterHypothesis,

    /// <summary>Before the method.</summary>
    BeforeMethod,

    /// <summary>After the method, its activities in the background included.</summary>
    AfterMethod,

    /// <summary>Before the rollbacks, where they are played.</summary>
    BeforeRollback,

    /// <summary>After the rollbacks.</summary>
    AfterRollback,

    /// <summary>Before an activity, wherever it stands.</summary>
    BeforeActivity,

    /// <summary>After an activity.</summary>
    AfterActivity,

    /// <summary>After everything but the clean-up.</summary>
    AfterExperiment,

    /// <summary>Once per name, last of all.</summary>
    CleanUp,
}

/// <summary>The hooks' names in logs, journals and messages to other programs.</summary>
public static class ControlHookNames
{
    /// <summary>The name: <c>before-activity</c>, <c>clean-up</c>, ….</summary>
    public static string Name(this ControlHook hook) =>
        hook switch
        {
            ControlHook.BeforeLoading => "before-loading",
            ControlHook.AfterLoading => "after-loading",
            ControlHook.Configure => "configure",
            ControlHook.BeforeExperiment => "before-experiment",
            ControlHook.AfterExperiment => "after-experiment",
            ControlHook.BeforeHypothesis => "before-hypothesis",
            ControlHook.AfterHypothesis => "after-hypothesis",
            ControlHook.BeforeMethod => "before-method",
            ControlHook.AfterMethod => "after-method",
            ControlHook.BeforeRollback => "before-rollback",
            ControlHook.AfterRollback => "after-rollback",
            ControlHook.BeforeActivity => "before-activity",
            ControlHook.AfterActivity => "after-activity",
            ControlHook.CleanUp => "clean-up",
            _ => throw new System.Diagnostics.UnreachableException(hook.ToString()),
        };

    /// <summary>Whether the hook comes before what it is about; configuring and cleaning up are neither before nor after.</summary>
    public static bool IsBefore(this ControlHook hook) =>
        hook
            is ControlHook.BeforeLoading
                or ControlHook.BeforeExperiment
                or ControlHook.BeforeHypothesis
                or ControlHook.BeforeMethod
                or ControlHook.BeforeRollback
                or ControlHook.BeforeActivity;

    /// <summary>Whether the hook comes after what it is about.</summary>
    public static bool IsAfter(this ControlHook hook) => !hook.IsBefore() && hook is not (ControlHook.Configure or ControlHook.CleanUp);
}
