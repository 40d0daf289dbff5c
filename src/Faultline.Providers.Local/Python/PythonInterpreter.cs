using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Python;

/// <summary>
/// The user's own Python interpreter: started at the first call, kept for all others, replaced where a call does not stop or it
/// dies.
/// </summary>
internal sealed class PythonInterpreter(ProcessStarter starter, IEnvironment environment, TimeProvider time) : IAsyncDisposable
{
    private const string Program = "python3";

    // What a call gets to end after it was asked to.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly List<PythonProcess> _former = [];
    private PythonProcess? _current;
    private long _lastNumber;

    /// <summary>The interpreter that the user's shell would start; null where there is none.</summary>
    public string? Location => ProgramFinder.Find(Program, environment.Get("PATH"));

    /// <summary>Makes a call.</summary>
    /// <param name="name">The activity, for messages.</param>
    /// <param name="request">What to do, as host.py takes it.</param>
    /// <param name="outputFolder">Where what functions print is kept; null where it isn't.</param>
    /// <param name="stop">Asks the call to end now.</param>
    /// <param name="mask">Hides secrets in what functions print.</param>
    public async Task<PythonReply> AskAsync(
        string name,
        DataObject request,
        string? outputFolder,
        CancellationToken stop,
        ISecretMask? mask = null
    )
    {
        stop.ThrowIfCancellationRequested();
        PythonProcess process;
        try
        {
            if (Current() is not { } found)
            {
                return new PythonReply { Ended = $"there is no {Program} in PATH", IsNotHere = true };
            }

            process = found;
        }
        catch (ProcessStartException e)
        {
            return new PythonReply { Ended = e.Message, IsNotHere = true };
        }

        process.KeepPrinted(outputFolder, mask ?? NoSecretMask.Instance);
        var number = Interlocked.Increment(ref _lastNumber);
        var reply = process.AskAsync(number, request);
        try
        {
            var ended = await reply.WaitAsync(stop);
            return ended.Ended is null ? ended : ended with { IsNotHere = !process.WasReady };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await StopAsync(name, process, number, reply);
        }
    }

    /// <summary>Ends the interpreter.</summary>
    public async ValueTask DisposeAsync()
    {
        PythonProcess[] all;
        lock (_lock)
        {
            all = _current is null ? [.. _former] : [.. _former, _current];
            _former.Clear();
            _current = null;
        }

        await Task.WhenAll(all.Select(process => process.DisposeAsync().AsTask()));
    }

    private async Task<PythonReply> StopAsync(string name, PythonProcess process, long number, Task<PythonReply> reply)
    {
        process.Stop(number);
        try
        {
            var late = await reply.WaitAsync(Grace, time);
            // A call that ended in that very moment did what it did.
            return late.Answer is { } answer && answer.Text("is") != "stopped"
                ? late
                : new PythonReply { IsStopped = true, Warning = late.Ended };
        }
        catch (TimeoutException)
        {
            var seconds = Grace.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await process.ReplaceAsync($"the Python interpreter was replaced: '{name}' did not stop within {seconds} s", Grace);
            return new PythonReply { IsStopped = true, Warning = (await reply).Ended };
        }
    }

    // Null where there is no interpreter.
    private PythonProcess? Current()
    {
        lock (_lock)
        {
            if (_current is { IsLeaving: false })
            {
                return _current;
            }

            if (Location is not { } path)
            {
                return null;
            }

            if (_current is not null)
            {
                _former.Add(_current);
            }

            return _current = new PythonProcess(path, starter, environment, time);
        }
    }
}
