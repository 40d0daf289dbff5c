using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>
/// The keys <c>retry</c> and <c>until</c> of a probe. They are ours: the reference knows only fixed pauses (its specification §23, 3
/// and 4).
/// </summary>
internal sealed class RepetitionReader(Diagnostics problems)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public (Retry? Retry, Until? Until) Read(DataObject activity, ActivityKind? kind, string path)
    {
        var retry = Block(activity, "retry", kind, path) is { } again ? Retry(again, path + ".retry") : null;
        var until = Block(activity, "until", kind, path) is { } wait ? Until(wait, activity, path + ".until") : null;
        if (retry is not null && until is not null)
        {
            problems.Warn(
                "'retry' has no effect beside 'until', which calls again after a failure too",
                activity["retry"],
                path + ".retry",
                "Leave it out."
            );
        }

        return (retry, until);
    }

    private DataObject? Block(DataObject activity, string key, ActivityKind? kind, string path)
    {
        switch (activity[key])
        {
            case null:
                return null;
            case var node when kind == ActivityKind.Action:
                problems.Error(
                    $"'{key}' is for probes: to act twice may do twice the harm",
                    node,
                    $"{path}.{key}",
                    "Wait with a probe before the action, or repeat the step."
                );
                return null;
            case DataObject block:
                return block;
            case var other:
                problems.Error($"'{key}' is an object, and this is {other.Kind}", other, $"{path}.{key}");
                return null;
        }
    }

    private Retry? Retry(DataObject block, string path)
    {
        problems.UnknownKeys(block, path, ["attempts", "interval", "backoff"], "retry");
        var interval = SecondsReader.Read(block, "interval", path, Second, allowsZero: true, problems);
        var backoff = 1.0;
        if (block["backoff"] is { } factor)
        {
            backoff = factor is DataNumber number ? number.ToDouble() : double.NaN;
            if (backoff is not (>= 1 and <= 100))
            {
                problems.Error("'backoff' is a factor from 1 to 100", factor, path + ".backoff", "2 doubles each pause.");
                backoff = 1;
            }
        }

        if (block["attempts"] is DataNumber { IsInteger: true } attempts && attempts.ToDouble() is >= 2 and <= 1_000_000)
        {
            return new Retry((int)attempts.ToDouble(), interval, backoff);
        }

        problems.Error(
            "'attempts' is a whole number of calls from 2 on, the first included",
            block["attempts"] ?? block,
            path + ".attempts"
        );
        return null;
    }

    private Until? Until(DataObject block, DataObject activity, string path)
    {
        problems.UnknownKeys(block, path, ["tolerance", "interval", "timeout"], "until");
        var interval = SecondsReader.Read(block, "interval", path, Second, allowsZero: true, problems);
        var timeout = SecondsReader.Read(block, "timeout", path, Minute, allowsZero: false, problems);
        if (block["tolerance"] is { } tolerance)
        {
            new ToleranceReader(problems, new StepReader(problems)).Read(tolerance, path + ".tolerance");
        }
        else if (!activity.Has("tolerance"))
        {
            problems.Error("'until' needs a tolerance", block, path + ".tolerance", "Say which result is waited for.");
            return null;
        }

        return new Until(block["tolerance"], interval, timeout);
    }
}
