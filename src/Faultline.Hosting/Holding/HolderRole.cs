using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Hosting.Holding;

/// <summary>
/// The process in which faults live: it looks, applies, proves and reverts as the engine says, and ends with the engine, on the spot;
/// what the kernel holds for it goes with it.
/// </summary>
internal sealed class HolderRole(FunctionCatalog functions, IReadOnlyList<IReversal> reversals, RoleChannel channel, TimeProvider time)
{
    // An apply that was cancelled and does not end is ended with the whole process, by the engine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, HeldEffect> _effects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _asked = new(StringComparer.Ordinal);

    /// <summary>Answers until the engine is gone.</summary>
    public void Run()
    {
        // Faults may block a thread each; who asks for another one should not have to wait until the pool thinks it over.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 16), completions);
        channel.Read(Take);
    }

    private void Take(DataObject message)
    {
        if (message["beat"] is { } beat)
        {
            channel.Tell(DataObject.Of(("beat", beat)));
        }
        else if (message["cancel"] is { } cancelled)
        {
            Cancel(cancelled.ToString());
        }
        else
        {
#pragma warning disable CA2000 // Taken away and disposed of with the answer.
            var stop = _asked[(message["ask"] ?? DataNull.Instance).ToString()] = new CancellationTokenSource();
#pragma warning restore CA2000
            _ = Task.Run(() => AnswerAsync(message, stop));
        }
    }

    private void Cancel(string question)
    {
        try
        {
            if (_asked.TryGetValue(question, out var stop))
            {
                stop.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // It was answered at this very moment.
        }
    }

    private async Task AnswerAsync(DataObject question, CancellationTokenSource stop)
    {
        try
        {
            channel.Answer(question, await DoAsync(question, stop.Token));
        }
        catch (OperationCanceledException)
        {
            channel.Refuse(question, new FaultRefusedException("it was ended before it was done"));
        }
#pragma warning disable CA1031 // Whatever a fault throws is the answer to the question, and no end of the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            channel.Refuse(question, e);
        }
        finally
        {
            _asked.TryRemove((question["ask"] ?? DataNull.Instance).ToString(), out _);
            stop.Dispose();
        }
    }

    private Task<DataObject> DoAsync(DataObject question, CancellationToken stop) =>
        question.Text("do") switch
        {
            "begin" => Task.FromResult(DataObject.Of(("pid", Environment.ProcessId))),
            "capture" => CaptureAsync(question, stop),
            "apply" => ApplyAsync(question, stop),
            "prove" => ProveAsync(question, stop),
            "revert" => RevertAsync(question, stop),
            _ => throw new InvalidDataException($"the holder does not know what '{question.Text("do")}' is"),
        };

    private async Task<DataObject> CaptureAsync(DataObject question, CancellationToken stop)
    {
        var context = ContextOf(question);
        var fault = await FaultNames.BindAsync(functions, HoldingText.Text(question, "fault"), HoldingText.Object(question, "arguments"));
        var captured = await fault.CaptureAsync(context, stop);
        _effects[context.Id] = new HeldEffect(fault);
        return HoldingText.Write(captured);
    }

    private async Task<DataObject> ApplyAsync(DataObject question, CancellationToken stop)
    {
        var record = RecordOf(question);
        if (!_effects.TryGetValue(record.Id, out var effect))
        {
            throw new FaultRefusedException("it was captured by another process, which has ended");
        }

        return await effect.ApplyAsync(record, ContextOf(question), stop);
    }

    private async Task<DataObject> ProveAsync(DataObject question, CancellationToken stop)
    {
        var record = RecordOf(question);
        var effect = await EffectOfAsync(record);
        return HoldingText.Write(
            await effect.Fault.ProveAsync(record, ContextOf(question), HoldingText.Enum<ProofMoment>(question, "moment"), stop)
        );
    }

    private async Task<DataObject> RevertAsync(DataObject question, CancellationToken stop)
    {
        var record = RecordOf(question);
        if (reversals.FirstOrDefault(reversal => reversal.Name == record.Fault) is { } found)
        {
            return HoldingText.Write(await found.RevertAsync(record, question["secrets"] as DataObject ?? DataObject.Empty, stop));
        }

        var effect = await EffectOfAsync(record);
        return HoldingText.Write(await effect.RevertAsync(record, ContextOf(question), Patience, time, stop));
    }

    // After the death of another holder there is only the record to go by.
    private async Task<HeldEffect> EffectOfAsync(UndoRecord record) =>
        _effects.TryGetValue(record.Id, out var known)
            ? known
            : _effects.GetOrAdd(record.Id, new HeldEffect(await FaultNames.BindAsync(functions, record.Fault, record.Arguments)));

    private static UndoRecord RecordOf(DataObject question) => UndoRecordText.Read(HoldingText.Object(question, "record"));

    private FaultContext ContextOf(DataObject question)
    {
        var text = HoldingText.Object(question, "context");
        var id = HoldingText.Text(text, "id");
        return HoldingText.ReadContext(text, time, line => channel.Tell(DataObject.Of(("report", line), ("effect", id))));
    }
}
