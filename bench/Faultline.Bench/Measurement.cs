using System.Collections;
using System.Globalization;
using Faultline.Linux;
using Faultline.Linux.Processes;

namespace Faultline.Bench;

/// <summary>One run of one command, taken in a process of its own so that the peak memory is that command's.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Processor">Seconds of user and system time, children included.</param>
/// <param name="Peak">MiB of the largest process.</param>
internal sealed record Measurement(double Wall, double Processor, double Peak)
{
    /// <summary>Runs the command and writes its measurement to the file.</summary>
    public static async Task<int> TakeAsync(string output, string[] command)
    {
        var starter = new ProcessStarter(TimeProvider.System);
        var environment = Variables();
        var path = ProgramFinder.Find(command[0], environment.GetValueOrDefault("PATH")) ?? throw new FileNotFoundException(command[0]);
        var begun = TimeProvider.System.GetTimestamp();
        var child = starter.Start(
            new ProcessSpec
            {
                Path = path,
                Arguments = command[1..],
                Environment = environment,
            }
        );
        var status = await child.Completed;
        var wall = TimeProvider.System.GetElapsedTime(begun);
        var use = ResourceUse.OfChildren();
        var numbers = new[] { wall.TotalSeconds, use.Processor.TotalSeconds, use.PeakMemory / 1048576.0, status.Number };
        await File.WriteAllTextAsync(
            output,
            string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))
        );
        await starter.DisposeAsync();
        return 0;
    }

    /// <summary>Runs the command in a process of its own.</summary>
    /// <exception cref="InvalidOperationException">The command ended non-zero: there is nothing to measure.</exception>
    public static async Task<Measurement> OfAsync(ProcessStarter starter, string folder, string[] command)
    {
        var output = Path.Combine(folder, "measured");
        File.Delete(output);
        var child = starter.Start(
            new ProcessSpec
            {
                Path = Environment.ProcessPath!,
                Arguments = ["--one", output, .. command],
                Environment = Variables(),
                WorkingDirectory = folder,
            }
        );
        await child.Completed;
        var numbers = (File.Exists(output) ? await File.ReadAllTextAsync(output) : "0 0 0 127")
            .Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        return numbers[3] == 0
            ? new Measurement(numbers[0], numbers[1], numbers[2])
            : throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {numbers[3]}.");
    }

    /// <summary>The environment of this process.</summary>
    public static Dictionary<string, string> Variables()
    {
#pragma warning disable RS0030 // A program's own entry: there is nobody to hand it its environment.
        return Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
#pragma warning restore RS0030
    }
}
