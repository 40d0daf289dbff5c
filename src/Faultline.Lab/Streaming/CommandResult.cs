using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>How exec or attach ended, as the client is told.</summary>
/// <param name="Failure">What failed, in plain text; null where nothing did.</param>
/// <param name="Status">The same as a Status object.</param>
internal sealed record CommandResult(string? Failure, DataObject Status)
{
    /// <summary>All is well.</summary>
    public static CommandResult Success { get; } = new(null, DataObject.Of(("metadata", DataObject.Empty), ("status", "Success")));

    /// <summary>What follows from the end of a process.</summary>
    public static CommandResult Of(ExitStatus status)
    {
        // As a shell counts them.
        var code = (status.Code ?? 128 + status.Signal!.Value).ToString(CultureInfo.InvariantCulture);
        if (code == "0")
        {
            return Success;
        }

        var message = $"command terminated with non-zero exit code: exit code {code}";
        var causes = DataArray.Of([DataObject.Of(("reason", "ExitCode"), ("message", code))]);
        return new CommandResult(message, Failed(message, "NonZeroExitCode", causes));
    }

    /// <summary>The command was not run, or not to its end.</summary>
    public static CommandResult Error(string problem)
    {
        var text = "error executing command in container: " + problem;
        var causes = DataArray.Of([DataObject.Of(("message", text))]);
        return new CommandResult(text, Failed("Internal error occurred: " + text, "InternalError", causes).With("code", 500));
    }

    private static DataObject Failed(string message, string reason, DataArray causes) =>
        DataObject.Of(
            ("metadata", DataObject.Empty),
            ("status", "Failure"),
            ("message", message),
            ("reason", reason),
            ("details", DataObject.Of(("causes", causes)))
        );
}
