using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks;

/// <summary>What an attack is, as far as its experiment does not say so by itself.</summary>
/// <param name="Type">The kind of attack.</param>
/// <param name="Guid">Its name.</param>
/// <param name="Span">When: <c>for 60 seconds</c>, <c>after 1 minute</c>.</param>
/// <param name="Targets">Where it acts, in words.</param>
internal sealed record AttackFacts(string Type, string Guid, string Span, ImmutableArray<string> Targets)
{
    private const string Name = "faultline";

    /// <summary>The facts in an experiment that an attack generated; null in any other.</summary>
    public static AttackFacts? Of(DataObject document)
    {
        var facts = (document["extensions"] as DataArray)
            ?.Items.OfType<DataObject>()
            .Where(extension => extension.Text("name") == Name)
            .Select(extension => extension["attack"])
            .OfType<DataObject>()
            .FirstOrDefault();
        return facts?.Text("type") is { } type && facts.Text("guid") is { } guid && facts.Text("span") is { } span
            ? new AttackFacts(
                type,
                guid,
                span,
                [.. ((facts["targets"] as DataArray)?.Items ?? []).OfType<DataString>().Select(words => words.Value)]
            )
            : null;
    }

    /// <summary>As they stand in an experiment.</summary>
    public DataObject ToExtension() =>
        DataObject.Of(
            ("name", Name),
            (
                "attack",
                DataObject.Of(
                    ("type", Type),
                    ("guid", Guid),
                    ("span", Span),
                    ("targets", DataArray.Of(Targets.Select(words => (DataNode)words)))
                )
            )
        );
}

/// <summary>Writes the experiment that an attack is: one step for each target, its checks as hypothesis and as conditions that halt it.</summary>
internal static class AttackDocument
{
    /// <summary>How often the checks are looked at, in seconds.</summary>
    public const int CheckEvery = 1;

    /// <summary>The experiment.</summary>
    /// <param name="facts">What the attack is.</param>
    /// <param name="fault">The full name of the fault's function.</param>
    /// <param name="arguments">The fault's arguments.</param>
    /// <param name="targets">Where it acts.</param>
    /// <param name="duration">How long; null where it happens once.</param>
    /// <param name="seed">From which chance is drawn.</param>
    /// <param name="checks">The probes that must hold.</param>
    public static DataObject Of(
        AttackFacts facts,
        string fault,
        DataObject arguments,
        ImmutableArray<AttackTarget> targets,
        TimeSpan? duration,
        int seed,
        ImmutableArray<DataObject> checks
    )
    {
        var where = string.Join(", ", targets.Select(target => target.Words));
        var document = DataObject.Of(
            ("version", "1.0.0"),
            ("title", $"{facts.Type} attack on {where} {facts.Span}"),
            (
                "description",
                checks.IsEmpty
                    ? "Does the fault take effect, and is it undone? Nothing is asserted about what uses this target."
                    : "Does what is checked hold before, during and after the fault?"
            ),
            ("tags", DataArray.Of(["attack", facts.Type])),
            ("extensions", DataArray.Of([facts.ToExtension()]))
        );
        if (!checks.IsEmpty)
        {
            var probes = DataArray.Of(checks.Select(check => (DataNode)check));
            document = document
                .With("steady-state-hypothesis", DataObject.Of(("title", "What is checked holds"), ("probes", probes)))
                .With("runtime", DataObject.Of(("stop-when", DataObject.Of(("frequency", CheckEvery), ("probes", probes)))));
        }

        var steps = targets.Select(
            (target, at) => (DataNode)Step(facts.Type, fault, arguments, target, duration, seed + at, isLast: at == targets.Length - 1)
        );
        return document.With("method", DataArray.Of(steps)).With("rollbacks", DataArray.Of([]));
    }

    // The last one is waited for; those before it go on beside it.
    private static DataObject Step(
        string type,
        string fault,
        DataObject arguments,
        AttackTarget target,
        TimeSpan? duration,
        int seed,
        bool isLast
    )
    {
        var provider = DataObject.Of(
            ("type", "native"),
            ("func", fault),
            ("arguments", arguments),
            ("target", target.Target),
            ("seed", seed)
        );
        if (duration is { } span)
        {
            provider = provider.With("until", "duration").With("duration", (long)span.TotalSeconds);
        }

        var step = DataObject.Of(("type", "action"), ("name", $"{type} on {target.Words}"));
        return (isLast ? step : step.With("background", true)).With("provider", provider);
    }
}
