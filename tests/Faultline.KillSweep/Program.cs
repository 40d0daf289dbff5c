using Faultline.KillSweep;
using Faultline.KillSweep.Killing;
using Faultline.KillSweep.Subjects;
using Faultline.KillSweep.Worlds;
using Faultline.TestKit;

if (SweepOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(SweepOptions.Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};

var (program, runtime) = Command.Find(options.Faultline);
await using var scaled = options.HasLab ? await ScaleSubject.StartAsync(options.Parallel, stopping.Token) : null;
await using var toxic = await ToxicSubject.StartAsync(options.Seed, stopping.Token);
var all = AllSubjects.Of(scaled, toxic);
var functions = Command.Functions(program);
var missing = all.ToDictionary(
    one => one,
    one =>
        one.Missing
        ?? (one.Name.Contains('.') && !functions.Contains(one.Name, StringComparison.Ordinal) ? "there is no such function" : null)
);
foreach (var (one, why) in missing.Where(pair => pair.Value is not null))
{
    Console.WriteLine($"left out: {one.Name}: {why}");
}

var chosen = all.Where(one => missing[one] is null && one.Name.Contains(options.Only, StringComparison.Ordinal)).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"No fault fits '{options.Only}'. There are: {string.Join(", ", all.Select(one => one.Name))}.");
    return 2;
}

var hasNetworks = NamespacePair.WhyNot() is null;
var before = hasNetworks ? NetworkState.Read(null) : "";
var begun = TimeProvider.System.GetTimestamp();
var results = await new Sweep(options, chosen, program, runtime, Console.Out).RunAsync(stopping.Token);
foreach (var line in SweepReport.Lines(results, TimeProvider.System.GetElapsedTime(begun)))
{
    Console.WriteLine(line);
}

var isSame = !hasNetworks || NetworkState.Read(null) == before;
Console.WriteLine(isSame ? "the network of this host is as before" : "THE NETWORK OF THIS HOST HAS CHANGED");
return isSame && results.All(one => one.Outcome != Outcome.Residue) ? 0 : 1;
