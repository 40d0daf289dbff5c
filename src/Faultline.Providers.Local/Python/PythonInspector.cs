using System.Collections.Concurrent;
using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Python;

/// <summary>Asks the user's own interpreter what a Python function takes.</summary>
internal sealed class PythonInspector(ProcessStarter starter, IEnvironment environment, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The interpreter that the user's shell would start; null where there is none.</summary>
    public string? Interpreter => ProgramFinder.Find("python3", environment.Get("PATH"));

    /// <summary>
    /// What is wrong with a call: members <c>module</c>, <c>function</c>, <c>missing</c>, <c>unexpected</c>. Null where the
    /// interpreter gave no answer, as when an import ends it.
    /// </summary>
    public async Task<DataObject?> InspectAsync(
        string interpreter,
        string module,
        string function,
        IEnumerable<string> arguments,
        CancellationToken stop
    )
    {
        var output = new ConcurrentQueue<byte[]>();
        ChildProcess child;
        try
        {
            child = starter.Start(
                new ProcessSpec
                {
                    Path = interpreter,
                    Arguments =
                    [
                        "-c",
                        Script(),
                        module,
                        function,
                        JsonText.Write(DataArray.Of(arguments.Select(name => (DataNode)name)), indent: 0),
                    ],
                    Environment = environment.All,
                    StandardOutput = bytes => output.Enqueue(bytes.ToArray()),
                }
            );
        }
        catch (ProcessStartException)
        {
            // Something executable of that name that is no program.
            return null;
        }

        try
        {
            await child.Completed.WaitAsync(Patience, time, stop);
        }
        catch (TimeoutException)
        {
            await child.EndAsync(TimeSpan.Zero);
            return null;
        }
        catch (OperationCanceledException)
        {
            await child.EndAsync(TimeSpan.Zero);
            throw;
        }

        // A module may print while it is imported; the answer is the last line.
        var text = Encoding.UTF8.GetString([.. output.SelectMany(bytes => bytes)]).TrimEnd();
        try
        {
            return JsonText.Parse(text[(text.LastIndexOf('\n') + 1)..]) as DataObject;
        }
        catch (DataSyntaxException)
        {
            return null;
        }
    }

    private static string Script()
    {
        using var stream = typeof(PythonInspector).Assembly.GetManifestResourceStream("inspect_function.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
