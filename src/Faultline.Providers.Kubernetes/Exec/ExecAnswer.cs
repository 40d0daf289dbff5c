using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>How a command ended.</summary>
/// <param name="Stdout">What it wrote to its standard output.</param>
/// <param name="Stderr">What it wrote to its standard error.</param>
/// <param name="Status">What the API says of its end: a <c>Status</c>.</param>
internal sealed record ExecAnswer(string Stdout, string Stderr, DataObject Status)
{
    /// <summary>Whether some of the output is left out, since there was too much of it.</summary>
    public bool IsCut { get; init; }

    /// <summary>Its exit code; 1 also where it could not be started.</summary>
    public long ExitCode =>
        Status.Text("status") == "Success" ? 0
        : Cause is { } text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var code) ? code
        : 1;

    /// <summary>Why it was not run, or not to its end; null where it ended by itself, whatever its exit code.</summary>
    public string? Trouble =>
        Status.Text("status") == "Success" || Cause is not null ? null : Status.Text("message") ?? "the command failed";

    private string? Cause =>
        ((Status["details"] as DataObject)?["causes"] as DataArray)
            ?.Items.OfType<DataObject>()
            .FirstOrDefault(cause => cause.Text("reason") == "ExitCode")
            ?.Text("message");
}
