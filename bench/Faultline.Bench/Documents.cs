namespace Faultline.Bench;

/// <summary>The experiments that are timed.</summary>
internal static class Documents
{
    /// <summary>An experiment whose method runs <c>true</c> a number of times.</summary>
    public static string OneProcess(int times)
    {
        const string activity = """{"type": "action", "name": "a", "provider": {"type": "process", "path": "true"}}""";
        return $$"""{"title": "t", "description": "d", "method": [{{string.Join(", ", Enumerable.Repeat(activity, times))}}]}""";
    }
}
