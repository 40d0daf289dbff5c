namespace Faultline.Samples.Services.Greeting;

/// <summary>
/// The three services of the greeting application.
/// <code>
/// browser ──> webapp ──> greeter   "Hello", or "Howdy" for greet=ho
///                   └──> name      "Arun", or "Sheldon" for id=1
/// </code>
/// </summary>
public static class GreetingSample
{
    /// <summary>The names that <see cref="RunAsync"/> knows.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["webapp", "greeter", "name"];

    /// <summary>Runs one service until <paramref name="stop"/> is cancelled, which ends it at once, whatever its requests wait for.</summary>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="environment">
    /// POD_IP (default 127.0.0.1) and PORT (default 8080; 0 takes a free one) say where to listen. The webapp also reads
    /// {GREETER,NAME}_SERVICE_{HOST,PORT,PATH}, UPSTREAM_FAILURE (hang, 500 or fallback; default hang, or fallback where
    /// CIRCUIT_BREAKER is true), UPSTREAM_TIMEOUT (such as 1s or 500ms; default none, or 1s for fallback) and CIRCUIT_BREAKER.
    /// </param>
    /// <param name="output">Takes the log: the start line, then a line per request.</param>
    /// <param name="time">The clock of timeouts and of the circuit breaker.</param>
    /// <param name="stop">Ends the service.</param>
    /// <returns>0 after a stop; 1 where it can't listen; 2 for an unknown role or a variable that makes no sense.</returns>
    public static Task<int> RunAsync(
        string role,
        IReadOnlyDictionary<string, string> environment,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    ) =>
        SampleServer.RunAsync(
            role,
            Roles,
            log =>
                role switch
                {
                    "greeter" => new WordRole("greet", "greet", "ho", special: "Howdy", usual: "Hello", log),
                    "name" => new WordRole("name", "id", "1", special: "Sheldon", usual: "Arun", log),
                    _ => new WebappRole(WebappOptions.Read(environment), log, time),
                },
            environment,
            output,
            time,
            stop
        );
}
