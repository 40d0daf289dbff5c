namespace Faultline.KillSweep.Subjects;

/// <summary>Every fault, with arguments that break something in a world of a sweep.</summary>
internal static class AllSubjects
{
    public static IReadOnlyList<Subject> Of(ScaleSubject? scaled, ToxicSubject toxic)
    {
        Subject[] all =
        [
            new ProcessSubject("process.stop"),
            new ProcessSubject("process.kill"),
            new FileSubject("file.permission"),
            new FileSubject("file.delete"),
            new FileSubject("file.corrupt"),
            new PlainSubject("cpu.burn", _ => """{"cores": 1, "percent": 5}"""),
            new DiskSubject(),
            new NetworkSubject("network.blackhole"),
            new NetworkSubject("network.loss", ", \"percent\": 30"),
            new NetworkSubject("network.latency", ", \"ms\": 50"),
            new ProxySubject("proxy.latency", ", \"latency\": \"20ms\""),
            new ProxySubject("proxy.down", ""),
            new ProxySubject("proxy.latency", ", \"latency\": \"20ms\"", isForeign: true),
            new ProxySubject("proxy.down", "", isForeign: true),
            new ServeSubject(),
        ];
        var several = new SeveralSubject(
            new ProcessSubject("process.stop"),
            new FileSubject("file.corrupt"),
            new NetworkSubject("network.blackhole")
        );
        return [.. all, several, toxic, .. scaled is null ? Array.Empty<Subject>() : [scaled]];
    }
}
