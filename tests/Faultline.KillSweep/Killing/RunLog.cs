using System.Text;

namespace Faultline.KillSweep.Killing;

/// <summary>The log of the one run in a state directory, as it grows.</summary>
internal sealed class RunLog(string stateDirectory)
{
    private string? _path;
    private long _read;
    private string _rest = "";

    /// <summary>Waits until a line holds all of the texts; false where the run is over before.</summary>
    public async Task<bool> SeenAsync(string[] signs, Task over, CancellationToken stop)
    {
        while (true)
        {
            var isOver = over.IsCompleted;
            if (Next().Any(line => signs.All(sign => line.Contains(sign, StringComparison.Ordinal))))
            {
                return true;
            }

            if (isOver)
            {
                return false;
            }

            await Task.Delay(1, stop);
        }
    }

    private string[] Next()
    {
        _path ??= Find();
        if (_path is null)
        {
            return [];
        }

        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length == _read)
        {
            return [];
        }

        file.Position = _read;
        var bytes = new byte[file.Length - _read];
        _read += file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var lines = (_rest + Encoding.UTF8.GetString(bytes)).Split('\n');
        _rest = lines[^1];
        return lines[..^1];
    }

    private string? Find()
    {
        var runs = Path.Combine(stateDirectory, "runs");
        return Directory.Exists(runs)
            ? Directory.GetDirectories(runs).Select(run => Path.Combine(run, "events.jsonl")).FirstOrDefault(File.Exists)
            : null;
    }
}
