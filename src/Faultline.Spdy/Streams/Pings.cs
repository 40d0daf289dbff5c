namespace Faultline.Spdy.Streams;

/// <summary>The pings that wait for their answer.</summary>
internal sealed class Pings(SpdyRole role)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, TaskCompletionSource> _waiting = [];
    private uint _next = role == SpdyRole.Client ? 1u : 2u;

    /// <summary>A new number, and the task that ends with its answer.</summary>
    public (uint Id, Task Answered) Begin()
    {
        lock (_lock)
        {
            var id = _next;
            _next += 2;
            var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(id, answered);
            return (id, answered.Task);
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void End(uint id)
    {
        lock (_lock)
        {
            _waiting.Remove(id);
        }
    }

    /// <summary>Whether a number is one of ours: then it was an answer, otherwise it is a question.</summary>
    public bool TryAnswer(uint id)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(id, out var answered))
            {
                answered.TrySetResult();
            }

            return id % 2 == _next % 2;
        }
    }
}
