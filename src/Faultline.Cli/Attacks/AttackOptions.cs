using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Faultline.Cli.Attacks;

/// <summary>The options that every attack has besides the flags of its type.</summary>
internal sealed class AttackOptions
{
    private readonly Option<AttackTarget[]> _targets = new("--target")
    {
        Description = $"Where it acts: {AttackTarget.Forms}. Repeatable [default: host].",
        HelpName = "TARGET",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = ParseTargets,
    };

    private readonly Option<long?> _count = AttackFlag.OptionalWhole(
        "--count",
        null,
        "Only so many of the targets, or of the processes of one, chosen at random.",
        "N",
        least: 1,
        most: int.MaxValue
    );

    private readonly Option<long?> _percent = AttackFlag.OptionalWhole(
        "--percent-of-targets",
        null,
        "Only this share of the targets, or of the processes of one; at least one, chosen at random.",
        "PERCENT",
        least: 1,
        most: 100
    );

    private readonly Option<long?> _seed = AttackFlag.OptionalWhole(
        "--seed",
        null,
        "Chance draws from this number: the same number, the same choice.",
        "N",
        least: 0,
        most: int.MaxValue
    );

    private readonly Option<string[]> _checks = new("--check")
    {
        Description =
            "Must hold before, while and after: an address that answers with 200 to 299, or a file with probes. Looked at every second; a failure halts the attack. Repeatable.",
        HelpName = "URL|FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<bool> DryRun { get; } = AttackFlag.Switch("--dry-run", null, "Show what it would do, and do nothing.");

    public Option<bool> Experiment { get; } =
        AttackFlag.Switch("--experiment", null, "Print the experiment that it is, for 'run', and do nothing.");

    public Option<bool> Detach { get; } =
        AttackFlag.Switch("--detach", null, "Go on in the background once it takes effect, and print its id; 'attack halt ID' ends it.");

    public Option<bool> Json { get; } =
        AttackFlag.Switch("--json", null, "Print every event of the run as a line of JSON; with --dry-run, the plan.");

    public Option<string?> Journal { get; } =
        new("--journal-path") { Description = "Where the journal is written [default: the folder of the run].", HelpName = "PATH" };

    public Option<string[]> Reports { get; } =
        new("--report")
        {
            Description =
                "Write a report too, in the format that the name's end chooses: .html, .md, .xml (JUnit), .json, .sarif. Repeatable.",
            HelpName = "FILE",
        };

    public Option<string[]> Policies { get; } = new Commands.PolicyOptions().Files;

    public Option<bool> Force { get; } = AttackFlag.Switch("--force", null, "Attack even where a running run is at the same target.");

    /// <summary>What a background process is told by the one that started it: its run's id and the attack's name.</summary>
    public Option<string?> Detached { get; } = new("--detached") { Hidden = true };

    public void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [_targets, _count, _percent, _seed, _checks, DryRun, Experiment, Detach, Json, Journal, Reports, Policies, Force, Detached]
        )
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>The targets that were chosen, the number that chance draws from, and what the fault is to choose among by itself.</summary>
    public AttackChoice ReadTargets(ParseResult parsed, AttackType type, Random random)
    {
        var all = parsed.GetValue(_targets) is { Length: > 0 } given ? given : [AttackTarget.Host];
        var seed = (int)(parsed.GetValue(_seed) ?? random.Next());
        var (number, percent) = (parsed.GetValue(_count), parsed.GetValue(_percent));
        if (type.ChoosesAmongMany && all.Length == 1)
        {
            var rest = AttackFlag.Arguments(("count", number is { } n ? n : null), ("percent", percent is { } share ? share : null));
            return new AttackChoice([.. all], seed, rest);
        }

        var count =
            number is not null ? (int)Math.Min(number.Value, all.Length)
            : percent is not null ? (int)Math.Max(1, all.Length * percent.Value / 100)
            : all.Length;
        return new AttackChoice(count == all.Length ? [.. all] : Choose(all, count, seed), seed, Abstractions.Data.DataObject.Empty);
    }

    /// <summary>The probes that must hold.</summary>
    public ImmutableArray<Abstractions.Data.DataObject> ReadChecks(ParseResult parsed)
    {
        var problems = new List<string>();
        var probes = ImmutableArray.CreateBuilder<Abstractions.Data.DataObject>();
        foreach (var text in parsed.GetValue(_checks) ?? [])
        {
            try
            {
                probes.AddRange(AttackCheck.Read(text));
            }
            catch (UserException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems.Count == 0 ? probes.ToImmutable() : throw new UserException(string.Join("\nError: ", problems));
    }

    // Repeatable by anybody who has the number; the order of the command line is kept.
    private static ImmutableArray<AttackTarget> Choose(AttackTarget[] all, int count, int seed)
    {
#pragma warning disable RS0030 // Seeded: the number stands in the journal.
        var random = new Random(seed);
#pragma warning restore RS0030
        var places = Enumerable.Range(0, all.Length).ToArray();
        random.Shuffle(places);
        return [.. places.Take(count).Order().Select(place => all[place])];
    }

    private void Check(CommandResult result)
    {
        if (result.GetResult(_count) is not null && result.GetResult(_percent) is not null)
        {
            result.AddError("'--count' and '--percent-of-targets' exclude each other: give one of them.");
        }

        if (result.GetValue(Detach) && result.GetValue(Json))
        {
            result.AddError(
                "'--detach' and '--json' exclude each other: 'faultline attack logs ID --json' prints the events of an attack in the background."
            );
        }
    }

    private static AttackTarget[] ParseTargets(ArgumentResult result)
    {
        var targets = new List<AttackTarget>();
        foreach (var token in result.Tokens)
        {
            var (target, problem) = AttackTarget.Parse(token.Value);
            if (problem is not null)
            {
                result.AddError($"Invalid value for '--target': {problem}");
                continue;
            }

            targets.Add(target!);
        }

        foreach (var twice in targets.GroupBy(target => target.Words).Where(group => group.Count() > 1))
        {
            result.AddError($"'--target' names {twice.Key} {twice.Count().ToString(CultureInfo.InvariantCulture)} times: name it once.");
        }

        return [.. targets];
    }
}

/// <summary>Where an attack acts.</summary>
/// <param name="Targets">The targets.</param>
/// <param name="Seed">The number that chance draws from.</param>
/// <param name="Arguments">What the fault is to choose by itself.</param>
internal sealed record AttackChoice(ImmutableArray<AttackTarget> Targets, int Seed, Abstractions.Data.DataObject Arguments);
