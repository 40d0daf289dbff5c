using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;

namespace Faultline.Host.Processes;

/// <summary>Which processes are meant: all that fit all of it.</summary>
/// <param name="Process">A process id, or a regular expression that is found anywhere in the name; left out, any.</param>
/// <param name="Exact">Whether 'process' is the whole name, letter by letter, and no expression.</param>
/// <param name="Full">Whether 'process' is looked for in the whole command line, its words joined by blanks, and not in the name.</param>
/// <param name="User">Only processes of this user: a name or a number.</param>
/// <param name="Group">Only processes of this group of users: a name or a number.</param>
/// <param name="Newest">Only the one of them that started last.</param>
/// <param name="Oldest">Only the one of them that started first.</param>
/// <param name="Children">Also the children of those that were chosen, and theirs.</param>
/// <param name="Count">How many of them, chosen by chance; left out, all.</param>
/// <param name="Percent">How many of them in per cent, rounded up, chosen by chance; left out, all.</param>
[Arguments]
internal sealed record ProcessQuery(
    [Reads<TextOrNumber>] string? Process = null,
    bool Exact = false,
    bool Full = false,
    [Reads<TextOrNumber>] string? User = null,
    [Reads<TextOrNumber>] string? Group = null,
    bool Newest = false,
    bool Oldest = false,
    bool Children = false,
    int? Count = null,
    double? Percent = null
)
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>Whether it names one process.</summary>
    public bool IsOne => Pid is not null;

    /// <summary>Whether it chooses at all.</summary>
    public bool IsEmpty => Process is null && User is null && Group is null && !Newest && !Oldest;

    /// <summary>What it asks for, for messages: <c>processes whose name matches 'nginx' of user 'www'</c>.</summary>
    public string Words
    {
        get
        {
            var what =
                Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"process {pid}")
                : Process is null ? "processes"
                : (Full ? "processes whose command line " : "processes whose name ") + (Exact ? "is " : "matches ") + $"'{Process}'";
            return what + (User is null ? "" : $" of user '{User}'") + (Group is null ? "" : $" of group '{Group}'");
        }
    }

    private int? Pid => int.TryParse(Process, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    /// <summary>Those of the candidates that are meant, in the order of their ids.</summary>
    /// <param name="candidates">The processes that there are.</param>
    /// <param name="seed">From which chance is drawn.</param>
    /// <exception cref="FaultRefusedException">It can't be understood: no such user, no expression, a contradiction.</exception>
    public IReadOnlyList<ProcessStat> Choose(IReadOnlyList<ProcessStat> candidates, int seed)
    {
        var user = User is null ? null : (long?)UserNames.User(User);
        var group = Group is null ? null : (long?)UserNames.Group(Group);
        if (Newest && Oldest)
        {
            throw new FaultRefusedException("'newest' and 'oldest' are asked for at once", "Give one of them.");
        }

        var names = Expression();
        var fitting = candidates.Where(one => Fits(one, names, user, group)).ToList();
        var ordered = fitting.OrderBy(one => (one.StartTicks, one.Pid)).ToList();
        IReadOnlyList<ProcessStat> chosen =
            fitting.Count == 0 ? []
            : Newest ? [ordered[^1]]
            : Oldest ? [ordered[0]]
            : SeededChoice.Of(fitting, Count, Percent, seed);
        return Children ? WithChildren(chosen, candidates) : chosen;
    }

    private static bool Fits(ProcessStat one, Func<ProcessStat, bool> names, long? user, long? group)
    {
        if (!names(one))
        {
            return false;
        }

        return (user is null && group is null)
            || (ProcessTable.Owner(one.Pid) is { } owner && (user ?? owner.User) == owner.User && (group ?? owner.Group) == owner.Group);
    }

    private Func<ProcessStat, bool> Expression()
    {
        if (Process is null)
        {
            return _ => true;
        }

        if (Pid is { } pid)
        {
            return one => one.Pid == pid;
        }

        if (Exact)
        {
            return one => NamesOf(one).Contains(Process, StringComparer.Ordinal);
        }

        try
        {
            var expression = new Regex(Process, RegexOptions.CultureInvariant, MatchLimit);
            return one => NamesOf(one).Any(name => Matches(expression, name));
        }
        catch (ArgumentException e)
        {
            throw new FaultRefusedException(
                $"'{Process}' is no regular expression: {e.Message}",
                "Give a name, an expression or a process id."
            );
        }
    }

    private bool Matches(Regex expression, string name)
    {
        try
        {
            return expression.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new FaultRefusedException($"'{Process}' takes more than a second to match a name", "Give a simpler expression.");
        }
    }

    private IEnumerable<string> NamesOf(ProcessStat one)
    {
        var words = ProcessTable.CommandLine(one.Pid);
        if (Full)
        {
            yield return words.Count == 0 ? one.Name : string.Join(' ', words);
            yield break;
        }

        yield return one.Name;
        // The kernel keeps 15 bytes of a name; the rest stands in the command line only, where it still is the same name.
        if (
            words is [var program, ..]
            && Path.GetFileName(program) is var name
            && name.Length > one.Name.Length
            && name.StartsWith(one.Name, StringComparison.Ordinal)
        )
        {
            yield return name;
        }
    }

    private static List<ProcessStat> WithChildren(IReadOnlyList<ProcessStat> chosen, IReadOnlyList<ProcessStat> candidates)
    {
        var all = new Dictionary<int, ProcessStat>();
        var open = new Queue<ProcessStat>(chosen);
        while (open.TryDequeue(out var one))
        {
            if (all.TryAdd(one.Pid, one))
            {
                foreach (var child in candidates.Where(other => other.Parent == one.Pid))
                {
                    open.Enqueue(child);
                }
            }
        }

        return [.. all.Values.OrderBy(one => one.Pid)];
    }
}
