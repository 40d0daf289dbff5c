using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Engine.Running.Faults;

/// <summary>Makes the names and records of a run's effects, without secrets.</summary>
internal sealed class FaultRecords(RunContext run, string runId, TimeProvider time)
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";

    private int _effects;

    /// <summary>The context of a new effect.</summary>
    public FaultContext Context(FaultOptions options)
    {
        var number = Interlocked.Increment(ref _effects);
        // The last letters of the run's id are drawn by chance; tables and devices take 15 characters.
        var id = string.Create(CultureInfo.InvariantCulture, $"fl-{runId[^4..]}-{number}");
        return new FaultContext
        {
            Id = id,
            Run = runId,
            Target = options.Target,
            Duration = options.Duration,
            Seed = options.Seed ?? (int)(Hash(runId + id) & int.MaxValue),
            Time = time,
        };
    }

    /// <summary>The record of a fault.</summary>
    public UndoRecord Of(FunctionCall made, FaultContext context, CapturedFault captured) =>
        new()
        {
            Id = context.Id,
            Run = runId,
            Fault = made.Function,
            Arguments = made.Arguments,
            Target = context.Target,
            What = captured.What,
            Before = captured.Before,
            Claims = captured.Claims,
            Undo = captured.Undo,
            Irreversible = captured.Irreversible,
            Persists = captured.Persists,
            Seed = context.Seed,
            BootId = BootId(),
            At = time.GetUtcNow(),
        };

    /// <summary>The record of a change that a function is about to make, or has made.</summary>
    public UndoRecord Of(ChangeRecord change, FaultContext context) => change.ToUndoRecord(context.Id, runId, BootId(), time.GetUtcNow());

    /// <summary>The record as it may be written down.</summary>
    public UndoRecord Masked(UndoRecord record)
    {
        var masked = record with
        {
            Arguments = run.WithoutSecrets(record.Arguments),
            Before = run.WithoutSecrets(record.Before),
            After = record.After is null ? null : run.WithoutSecrets(record.After),
            What = run.Mask.Apply(record.What),
            Undo = [.. record.Undo.Select(run.Mask.Apply)],
        };
        return masked with { IsMasked = Text(masked) != Text(record) };
    }

    private static string Text(UndoRecord record) => JsonText.Write(UndoRecordText.Write(record), indent: 0);

    private static string BootId() => File.Exists(BootIdPath) ? File.ReadAllText(BootIdPath).Trim() : "";

    // A seed of its own for every effect, and the same one for the same run.
    private static uint Hash(string text) => text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
}
