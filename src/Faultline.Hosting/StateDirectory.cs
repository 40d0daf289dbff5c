using Faultline.Abstractions;

namespace Faultline.Hosting;

/// <summary>Where this user's runs and labs are kept.</summary>
public static class StateDirectory
{
    /// <summary>
    /// What the command line says; otherwise FAULTLINE_STATE_DIR, <c>$XDG_STATE_HOME/faultline</c> or
    /// <c>~/.local/state/faultline</c>, in this order.
    /// </summary>
    public static string Find(string? chosen, IEnvironment environment) =>
        Path.GetFullPath(
            chosen
                ?? NonEmpty(environment.Get("FAULTLINE_STATE_DIR"))
                ?? (
                    NonEmpty(environment.Get("XDG_STATE_HOME")) is { } state ? Path.Combine(state, "faultline")
                    : NonEmpty(environment.Get("HOME")) is { } home ? Path.Combine(home, ".local", "state", "faultline")
                    : Path.Combine(Path.GetTempPath(), $"faultline-{System.Environment.UserName}")
                )
        );

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
