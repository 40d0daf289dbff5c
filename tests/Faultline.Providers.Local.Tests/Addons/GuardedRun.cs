using System.Collections.Concurrent;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Tests.Addons;

/// <summary>A run whose probes answer what the test says, one after the other; the last answer goes on.</summary>
internal sealed class GuardedRun(params ControlCheck[] answers) : IControlRun, IDisposable
{
    private readonly SemaphoreSlim _checked = new(0);
    private readonly TaskCompletionSource<string> _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _checks;

    public int Checks => _checks;

    public ConcurrentQueue<string> Warnings { get; } = [];

    /// <summary>Why the run was halted, once it is.</summary>
    public Task<string> Halted => _halted.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public bool IsHalted => _halted.Task.IsCompleted;

    /// <summary>Waits until so many more checks were made.</summary>
    public async Task CheckedAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await _checked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
    }

    public void Dispose() => _checked.Dispose();

    public Task<ControlCheck> CheckAsync(DataObject probe, CancellationToken stop)
    {
        var turn = Interlocked.Increment(ref _checks);
        _checked.Release();
        return Task.FromResult(answers[Math.Min(turn, answers.Length) - 1]);
    }

    public void Halt(string message, string reason) => _halted.TrySetResult($"{message} / {reason}");

    public void Warn(string message) => Warnings.Enqueue(message);
}
