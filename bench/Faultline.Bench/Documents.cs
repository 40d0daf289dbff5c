namespace Faultline.Bench;

/// <summary>The experiments that are timed.</summary>
internal static class Documents
{
    /// <summary>An experiment whose method runs <c>true</c> a number of times.</summary>
    public static string OneProcess(int times) =>
        Repeat("""{"type": "action", "name": "a", "provider": {"type": "process", "path": "true"}}""", times);

    /// <summary>An experiment whose method calls a Python function that does next to nothing a number of times.</summary>
    public static string PythonCalls(int times) =>
        Repeat(
            """{"type": "probe", "name": "p", "provider": {"type": "python", "module": "os.path", "func": "exists", "arguments": {"path": "/"}}}""",
            times
        );

    /// <summary>An experiment whose method asks a web server a number of times.</summary>
    public static string HttpProbes(int times, int port) =>
        Repeat($$"""{"type": "probe", "name": "p", "provider": {"type": "http", "url": "http://127.0.0.1:{{port}}/"} }""", times);

    /// <summary>An experiment of activities that a provider of the bench's own answers at once.</summary>
    public static string NoOps(int times) => Repeat("""{"type": "probe", "name": "p", "provider": {"type": "no-op"}}""", times);

    private static string Repeat(string activity, int times) =>
        $$"""{"title": "t", "description": "d", "method": [{{string.Join(", ", Enumerable.Repeat(activity, times))}}]}""";
}
