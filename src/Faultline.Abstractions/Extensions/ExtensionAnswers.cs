using System.Collections.Concurrent;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Extensions;

/// <summary>What an extension's program sends, a line each; some of it is a question to the host.</summary>
internal sealed class ExtensionAnswers(Stream output) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<DataObject>> _asked = new();
    private long _last;

    public void Send(DataObject message)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonText.Write(message, indent: 0) + "\n");
        lock (_lock)
        {
            output.Write(bytes);
            output.Flush();
        }
    }

    /// <summary>Asks the host something.</summary>
    /// <param name="question">The question; its number is added here.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<DataObject> AskAsync(DataObject question, CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<DataObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[number] = answer;
        Send(question.With("ask", number));
        return await answer.Task.WaitAsync(stop);
    }

    /// <summary>The host's answer to a question.</summary>
    public void Take(DataObject answer)
    {
        if (ExtensionMessages.Number(answer, "ask") is { } number && _asked.TryRemove(number, out var asked))
        {
            asked.TrySetResult(answer);
        }
    }

    public void Dispose() => output.Dispose();
}
