using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Host.Tests.Conformance;

/// <summary>One effect on its way through a test, as the engine and the holder would take it.</summary>
public sealed class FaultTrial : IAsyncDisposable
{
    private readonly FaultWorld _world;
    private IFault _fault;
    private IAsyncDisposable? _held;

    private FaultTrial(FaultWorld world, IFault fault, FaultContext context, List<string> lines)
    {
        Lines = lines;
        _world = world;
        _fault = fault;
        Context = context;
    }

    public FaultContext Context { get; }

    /// <summary>The record, as of now.</summary>
    public UndoRecord Record { get; private set; } = null!;

    /// <summary>What was captured.</summary>
    public CapturedFault Captured { get; private set; } = null!;

    /// <summary>What the fault said to the user.</summary>
    public List<string> Lines { get; }

    /// <summary>Binds the fault; nothing is looked at yet.</summary>
    public static async Task<FaultTrial> BeginAsync(FaultWorld world)
    {
        var lines = new List<string>();
        var id = "fl-" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..10];
        var context = new FaultContext
        {
            Id = id,
            Run = "conformance",
            Target = world.Target,
            Duration = world.Duration,
            Seed = 7,
            Report = line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            },
        };
        return new FaultTrial(world, await world.BindAsync(), context, lines);
    }

    public async Task<UndoRecord> CaptureAsync(CancellationToken stop)
    {
        Captured = await _fault.CaptureAsync(Context, stop);
        Record = new UndoRecord
        {
            Id = Context.Id,
            Run = Context.Run,
            Fault = _world.Function,
            Arguments = _world.Arguments,
            Target = Context.Target,
            What = Captured.What,
            Before = Captured.Before,
            Claims = Captured.Claims,
            Undo = Captured.Undo,
            Irreversible = Captured.Irreversible,
            Persists = Captured.Persists,
            Seed = Context.Seed,
            BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
            At = TimeProvider.System.GetUtcNow(),
        };
        return Record;
    }

    public async Task ApplyAsync(CancellationToken stop)
    {
        var applied = await _fault.ApplyAsync(Record, Context, stop);
        _held = applied.Held;
        Record = Record with { After = applied.After };
    }

    public Task<FaultProof> ProveAsync(ProofMoment moment, CancellationToken stop) => _fault.ProveAsync(Record, Context, moment, stop);

    /// <summary>Reverts as the holder does: lets go of what holds the effect first.</summary>
    public async Task<RevertResult> RevertAsync(CancellationToken stop)
    {
        await ReleaseAsync();
        return await _fault.RevertAsync(Record, Context, stop);
    }

    /// <summary>The holder dies: what it held goes, its memory is lost, and only the record is left, as it stands on disk.</summary>
    public async Task DieAsync(bool knowsAfter)
    {
        await ReleaseAsync();
        _fault = await _world.BindAsync();
        var known = knowsAfter ? Record : Record with { After = null };
        Record = UndoRecordText.Read(JsonText.Parse(JsonText.Write(UndoRecordText.Write(known))));
    }

    public ValueTask DisposeAsync() => ReleaseAsync();

    private async ValueTask ReleaseAsync()
    {
        if (_held is { } held)
        {
            _held = null;
            await held.DisposeAsync();
        }
    }
}
