using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.Holding;

/// <summary>A role's end of its private line. Whoever does not read it keeps nobody waiting: a thread of its own writes.</summary>
internal sealed class RoleChannel
{
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly BlockingCollection<byte[]> _waiting = [];
    private readonly Thread _writer;

    public RoleChannel(Stream input, Stream output)
    {
        (_input, _output) = (input, output);
        _writer = new Thread(Write) { IsBackground = true, Name = "answers" };
        _writer.Start();
    }

    /// <summary>Takes messages on this thread until the other end is closed.</summary>
    public void Read(Action<DataObject> take)
    {
        var lines = new LineSplitter(take);
        var buffer = new byte[64 * 1024];
        try
        {
            while (_input.Read(buffer) is var count and > 0)
            {
                lines.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // Whoever does not speak our language is no engine of ours: as if it had gone.
        }
    }

    /// <summary>Says something.</summary>
    public void Tell(DataObject message)
    {
        if (!_waiting.IsAddingCompleted)
        {
            _waiting.TryAdd(LineSplitter.Write(message));
        }
    }

    /// <summary>Answers a question.</summary>
    public void Answer(DataObject question, DataObject answer) => Tell(AnswerTo(question).With("ok", answer));

    /// <summary>Answers a question that can't be answered.</summary>
    public void Refuse(DataObject question, Exception why)
    {
        var answer = AnswerTo(question).With(why is IOException ? "failed" : "refused", why.Message);
        Tell(why is FaultRefusedException { Remedy: { } remedy } ? answer.With("remedy", remedy) : answer);
    }

    /// <summary>Waits until all was said, or nobody listens any more.</summary>
    /// <param name="most">For how long.</param>
    public void Finish(TimeSpan most)
    {
        _waiting.CompleteAdding();
        _writer.Join(most);
    }

    private static DataObject AnswerTo(DataObject question) => DataObject.Of(("answer", question["ask"] ?? DataNull.Instance));

    private void Write()
    {
        try
        {
            foreach (var line in _waiting.GetConsumingEnumerable())
            {
                _output.Write(line);
            }
        }
        catch (IOException)
        {
            // The other end is gone; whoever reads notices it.
            _waiting.CompleteAdding();
        }
    }
}
