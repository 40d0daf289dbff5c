using System.Text;

namespace Faultline.Lab.Tests;

/// <summary>A log that tells when a text is in it.</summary>
internal sealed class LineLog : StringWriter
{
    private readonly Lock _lock = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new NotSupportedException();

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            base.GetStringBuilder().Append(value).Append('\n');
            _waiting.Where(one => Text().Contains(one.Text, StringComparison.Ordinal)).ToList().ForEach(one => one.Seen.TrySetResult());
        }
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public string Text()
    {
        lock (_lock)
        {
            return GetStringBuilder().ToString();
        }
    }

    public Task WaitForAsync(string text)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, seen));
            if (Text().Contains(text, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }

            return seen.Task;
        }
    }
}
