namespace Faultline.Samples.Services.Greeting;

/// <summary>What the webapp was told by its environment.</summary>
internal sealed record WebappOptions
{
    private static readonly TimeSpan FallbackTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Where the greeter is, up to and including the path.</summary>
    public required string GreeterUrl { get; init; }

    /// <summary>Where the name service is, up to and including the path.</summary>
    public required string NameUrl { get; init; }

    /// <summary>What to do when one of them fails.</summary>
    public required UpstreamFailure Failure { get; init; }

    /// <summary>How long to wait for one of them; null waits for ever.</summary>
    public required TimeSpan? Timeout { get; init; }

    /// <summary>Whether to stop calling a service that keeps failing.</summary>
    public required bool HasCircuitBreaker { get; init; }

    /// <summary>Reads the variables.</summary>
    /// <exception cref="FormatException">One of them makes no sense.</exception>
    public static WebappOptions Read(IReadOnlyDictionary<string, string> environment)
    {
        var breaker = environment.GetValueOrDefault("CIRCUIT_BREAKER", "false") switch
        {
            "true" => true,
            "false" or "" => false,
            var other => throw new FormatException($"CIRCUIT_BREAKER is '{other}'; use true or false."),
        };
        var failure = environment.GetValueOrDefault("UPSTREAM_FAILURE", "") switch
        {
            "hang" => UpstreamFailure.Hang,
            "500" => UpstreamFailure.Error,
            "fallback" => UpstreamFailure.Fallback,
            "" => breaker ? UpstreamFailure.Fallback : UpstreamFailure.Hang,
            var other => throw new FormatException($"UPSTREAM_FAILURE is '{other}'; use hang, 500 or fallback."),
        };
        return new WebappOptions
        {
            GreeterUrl = Url(environment, "GREETER"),
            NameUrl = Url(environment, "NAME"),
            Failure = failure,
            Timeout =
                ServiceVariables.Duration(environment, "UPSTREAM_TIMEOUT")
                ?? (failure == UpstreamFailure.Fallback ? FallbackTimeout : null),
            HasCircuitBreaker = breaker,
        };
    }

    // The path is '/' as a rule, so that requests go to '//': the reason why the services answer on every path.
    private static string Url(IReadOnlyDictionary<string, string> environment, string service)
    {
        string Part(string name) =>
            environment.TryGetValue($"{service}_SERVICE_{name}", out var value)
                ? value
                : throw new FormatException($"{service}_SERVICE_{name} is not set; the webapp needs it to find the other services.");

        var url = $"http://{Part("HOST")}:{Part("PORT")}/{Part("PATH")}";
        return Uri.TryCreate(url, UriKind.Absolute, out _)
            ? url
            : throw new FormatException($"{service}_SERVICE_HOST, _PORT and _PATH make '{url}', which is not a URL.");
    }
}
