using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>A fault in a world of its own, and what that world looks like.</summary>
internal abstract class Subject
{
    /// <summary>The fault's name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it breaks networks.</summary>
    public virtual bool NeedsNetwork => false;

    /// <summary>Why it can't be broken here; null where it can.</summary>
    public virtual string? Missing => null;

    /// <summary>Whether its effect is looked for while it lasts.</summary>
    public virtual bool IsProven => true;

    /// <summary>Whether its runs take twice as long as others: it has its turn every third time.</summary>
    public virtual bool IsSlow => false;

    /// <summary>Puts the world in order for the next run.</summary>
    public virtual Task MakeAsync(World world, CancellationToken stop) => Task.CompletedTask;

    /// <summary>The actions that break it, as JSON, without pauses.</summary>
    public abstract IEnumerable<string> Actions(World world);

    /// <summary>Variables that the command needs besides.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Variables => [];

    /// <summary>All that the fault may change: two texts are equal where everything is the same.</summary>
    public abstract string Read(World world);

    /// <summary>Takes away what it put there.</summary>
    public virtual void Remove(World world) { }

    /// <summary>The configuration of the experiment, as JSON.</summary>
    protected virtual string Configuration => "{}";

    /// <summary>An experiment that breaks it, waits a moment, and ends.</summary>
    public string Experiment(World world)
    {
        var actions = Actions(world).Select(action => $$"""{"type": "action", {{action}}}""");
        const string Wait =
            """{"type": "probe", "name": "a moment", "provider": {"type": "process", "path": "sleep", "arguments": "0.15"}}""";
        return $$"""
            {"title": "Kill me", "description": "At any time", "configuration": {{Configuration}},
             "method": [{{string.Join(",\n", actions)}}, {{Wait}}]}
            """;
    }

    /// <summary>A fault as an action that lasts until the method is over.</summary>
    protected static string Fault(string function, string arguments, string? target = null) =>
        $$"""
            "name": "{{function}}", "provider": {"type": "native", "func": "{{function}}", "arguments": {{arguments}},
            {{(target is null ? "" : $"\"target\": {target},")}} "until": "method", "seed": 7}
            """;
}
