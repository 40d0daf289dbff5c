using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Initialization;

/// <summary>Asks for a whole experiment.</summary>
internal sealed class ExperimentInterview(Questions questions, ActivityInterview activities)
{
    public async Task<DataObject> AskAsync()
    {
        questions.Say(
            "An experiment says how a healthy system looks, does something to it, and looks again. Ctrl-C leaves without a file."
        );
        questions.Say();
        var title = questions.Ask("Its title, such as 'Users don't notice the loss of a greeter'");
        var experiment = DataObject.Of(
            ("title", title),
            ("description", questions.Ask("What is it about, and for whom?", "N/A")),
            ("tags", DataArray.Empty)
        );
        var configuration = Configuration();
        var secrets = Secrets();
        experiment = configuration.Members.Length == 0 ? experiment : experiment.With("configuration", configuration);
        experiment = secrets.Members.Length == 0 ? experiment : experiment.With("secrets", secrets);
        ImmutableArray<string> groups = [.. secrets.Members.Select(group => group.Key)];
        questions.Say();
        if (questions.Confirm("Say now how the healthy system looks (steady-state hypothesis)?", initial: true))
        {
            var statement = questions.Ask("The hypothesis in a sentence", title);
            var probes = await activities.AskAllAsync("probe of the hypothesis", isProbe: true, hasTolerance: true, groups);
            experiment =
                probes.Items.Length == 0
                    ? experiment
                    : experiment.With("steady-state-hypothesis", DataObject.Of(("title", statement), ("probes", probes)));
        }

        experiment = experiment.With(
            "method",
            await activities.AskAllAsync("activity of the method", isProbe: null, hasTolerance: false, groups)
        );
        questions.Say();
        return questions.Confirm("Does something have to be put back afterwards (rollbacks)?", initial: false)
            ? experiment.With("rollbacks", await activities.AskAllAsync("rollback", isProbe: false, hasTolerance: false, groups))
            : experiment.With("rollbacks", DataArray.Empty);
    }

    private DataObject Configuration()
    {
        var entries = DataObject.Empty;
        questions.Say("Configuration: what stands for ${NAME} in what follows. NAME=VALUE, or NAME=$VARIABLE of the environment.");
        while (true)
        {
            var line = questions.Ask(
                "An entry, or nothing to go on",
                "",
                text => text.Length == 0 || IsEntry(text, "") ? null : "Give NAME=VALUE; a name has letters, digits and underscores."
            );
            if (line.Length == 0)
            {
                return entries;
            }

            var (name, value) = Halves(line);
            entries = entries.With(name, Declared(value) ?? AnswerValue.Of(value, null)!);
        }
    }

    private DataObject Secrets()
    {
        var groups = DataObject.Empty;
        questions.Say("Secrets: GROUP.NAME=$VARIABLE of the environment.");
        while (true)
        {
            var line = questions.Ask(
                "A secret, or nothing to go on",
                "",
                text =>
                    text.Length == 0 || (IsEntry(text, ".") && Declared(Halves(text).Value) is not null)
                        ? null
                        : "Give GROUP.NAME=$VARIABLE: a secret itself has no place in a document."
            );
            if (line.Length == 0)
            {
                return groups;
            }

            var (name, value) = Halves(line);
            var (group, key) = (name.Split('.')[0], name.Split('.')[1]);
            groups = groups.With(group, (groups[group] as DataObject ?? DataObject.Empty).With(key, Declared(value)!));
        }
    }

    private static DataObject? Declared(string value) =>
        value is ['$', not '{', ..] ? DataObject.Of(("type", "env"), ("key", value[1..])) : null;

    private static (string Name, string Value) Halves(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return (line[..at].Trim(), line[(at + 1)..].Trim());
    }

    private static bool IsEntry(string line, string dot) =>
        line.IndexOf('=', StringComparison.Ordinal) > 0
        && Halves(line) is var (name, value)
        && value.Length > 0
        && name.Split('.') is var parts
        && parts.Length == dot.Length + 1
        && parts.All(part => part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(c => c == '_' || char.IsAsciiLetterOrDigit(c)));
}
