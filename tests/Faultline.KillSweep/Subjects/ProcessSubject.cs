using System.Collections.Concurrent;
using System.Diagnostics;
using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>A process that is stopped or killed.</summary>
internal sealed class ProcessSubject(string function) : Subject
{
    private readonly ConcurrentDictionary<World, Process> _victims = [];

    public override string Name => function;

    private bool Kills => function.EndsWith("kill", StringComparison.Ordinal);

    public override Task MakeAsync(World world, CancellationToken stop)
    {
        if (!_victims.TryGetValue(world, out var victim) || victim.HasExited)
        {
            victim?.Dispose();
            _victims[world] = Process.Start(new ProcessStartInfo("/bin/sleep", ["1000"]) { RedirectStandardInput = true })!;
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<string> Actions(World world) => [Fault(function, $$"""{"process": {{_victims[world].Id}}}""")];

    public override string Read(World world) => Kills ? "whatever is killed stays dead" : StateOf(_victims[world].Id);

    public override void Remove(World world)
    {
        if (_victims.TryRemove(world, out var victim))
        {
            victim.Kill();
            victim.WaitForExit();
            victim.Dispose();
        }
    }

    private static string StateOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)] switch
            {
                'T' or 't' => "stopped",
                'Z' or 'X' => "dead",
                _ => "goes on",
            };
        }
        catch (IOException)
        {
            return "dead";
        }
    }
}
