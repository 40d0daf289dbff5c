using Faultline.Abstractions.Data;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>What a watchdog is told when it begins.</summary>
/// <param name="Run">The run.</param>
/// <param name="Folder">Where the undo logs stand.</param>
/// <param name="Engine">The process that it waits for.</param>
/// <param name="Limits">How long to wait for what.</param>
internal sealed record WatchdogOrders(string Run, UndoFolder Folder, ProcessIdentity Engine, HoldingLimits Limits)
{
    public DataObject Write() =>
        DataObject.Of(
            ("do", "begin"),
            ("run", Run),
            ("folder", Folder.Path),
            ("engine", IdentityText.Write(Engine)),
            ("silence_ticks", Limits.Silence.Ticks),
            ("attempt_ticks", Limits.Attempt.Ticks),
            ("retries_ticks", Limits.Retries.Ticks)
        );

    /// <exception cref="InvalidDataException">They are none.</exception>
    public static WatchdogOrders Read(DataObject text) =>
        new(
            HoldingText.Text(text, "run"),
            new UndoFolder(HoldingText.Text(text, "folder")),
            IdentityText.Read(text["engine"]),
            new HoldingLimits
            {
                Silence = TimeSpan.FromTicks(HoldingText.Integer(text, "silence_ticks")),
                Attempt = TimeSpan.FromTicks(HoldingText.Integer(text, "attempt_ticks")),
                Retries = TimeSpan.FromTicks(HoldingText.Integer(text, "retries_ticks")),
            }
        );

    /// <summary>How often to look whether the engine is silent.</summary>
    public TimeSpan Step => StepOf(Limits.Silence);

    /// <summary>How often a sign of life is given, for a limit.</summary>
    public static TimeSpan StepOf(TimeSpan silence) => TimeSpan.FromMilliseconds(Math.Clamp(silence.TotalMilliseconds / 10, 10, 500));
}
