using System.Collections.Concurrent;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Extensions;

/// <summary>
/// Runs an extension as a program of its own: <c>return await ExtensionProgram.RunAsync(new MyExtension());</c>. Requests come in on
/// standard input and answers go out on standard output, an object on a line each; what the extension itself prints goes to
/// standard error.
/// </summary>
public static class ExtensionProgram
{
    /// <summary>Answers until standard input ends.</summary>
    /// <param name="extension">What it offers.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IExtension extension)
    {
        await using var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);
        return await RunAsync(extension, Console.OpenStandardInput(), output);
    }

    /// <summary>Answers until the input ends.</summary>
    /// <param name="extension">What it offers.</param>
    /// <param name="input">Where requests come from.</param>
    /// <param name="output">Where answers go.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IExtension extension, Stream input, Stream output)
    {
        using var lines = new StreamReader(input, new UTF8Encoding(false));
        using var ended = new CancellationTokenSource();
        using var answers = new ExtensionAnswers(output);
        var requests = new ExtensionRequests(extension, answers, ended.Token);
        var open = new ConcurrentDictionary<Task, bool>();
        while (await lines.ReadLineAsync() is { } line)
        {
            if (Read(line) is not { } message)
            {
                await Console.Error.WriteLineAsync("What came in is no message: it is not a JSON object on a line.");
                return 2;
            }

            var task = requests.TakeAsync(message);
            open[task] = true;
            _ = task.ContinueWith(done => open.TryRemove(done, out var _), TaskScheduler.Default);
        }

        await ended.CancelAsync();
        await Task.WhenAll(open.Keys);
        return 0;
    }

    private static DataObject? Read(string line)
    {
        try
        {
            return JsonText.Parse(line) as DataObject;
        }
        catch (DataSyntaxException)
        {
            return null;
        }
    }
}
