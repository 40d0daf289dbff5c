using System.CommandLine;
using System.Globalization;
using Faultline.Lab;
using Faultline.Lab.Greeting;

namespace Faultline.Cli.Commands;

/// <summary>The switches of the greeting lab: its weakness, and the ways to mend it.</summary>
internal sealed class GreetingSwitches
{
    private readonly Option<string?> _failure = new("--upstream-failure")
    {
        Description = "What the webapp does when a service it needs fails [default: hang].",
        HelpName = "hang|500|fallback",
    };

    private readonly Option<string?> _timeout = new("--upstream-timeout")
    {
        Description = "How long the webapp waits for a service, such as 1s [default: for ever].",
        HelpName = "DURATION",
    };

    private readonly Option<bool> _breaker = new("--circuit-breaker")
    {
        Description = "The webapp stops calling a service that keeps failing, and answers without it.",
    };

    private readonly Option<int> _greeters = new("--greeter-replicas")
    {
        Description = "How many greeters there are.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string> _delay = new("--restart-delay")
    {
        Description = "How long a pod that replaces another one takes to start.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "10s",
    };

    private readonly Option<string> _noEndpoint = new("--no-endpoint")
    {
        Description = "What a service does while no pod is ready behind it.",
        HelpName = "refuse|blackhole|hang",
        DefaultValueFactory = _ => "refuse",
    };

    private readonly Option<int?> _seed = new("--seed") { Description = "Decides the names of pods.", HelpName = "N" };

    public void AddTo(Command command)
    {
        _failure.AcceptOnlyFromAmong("hang", "500", "fallback");
        _noEndpoint.AcceptOnlyFromAmong("refuse", "blackhole", "hang");
        foreach (var option in (Option[])[_failure, _timeout, _breaker, _greeters, _delay, _noEndpoint, _seed])
        {
            command.Add(option);
        }
    }

    public GreetingOptions Read(ParseResult parsed) =>
        new()
        {
            UpstreamFailure = parsed.GetValue(_failure) switch
            {
                "hang" => UpstreamFailureMode.Hang,
                "500" => UpstreamFailureMode.Error,
                "fallback" => UpstreamFailureMode.Fallback,
                _ => null,
            },
            UpstreamTimeout = parsed.GetValue(_timeout) is { } timeout ? Duration(timeout, "--upstream-timeout") : null,
            HasCircuitBreaker = parsed.GetValue(_breaker),
            GreeterReplicas = parsed.GetValue(_greeters),
            RestartDelay = Duration(parsed.GetValue(_delay)!, "--restart-delay"),
            NoEndpoint = Enum.Parse<NoEndpointMode>(parsed.GetValue(_noEndpoint)!, ignoreCase: true),
            Seed = parsed.GetValue(_seed),
        };

    private static TimeSpan Duration(string text, string option)
    {
        var unit =
            text.EndsWith("ms", StringComparison.Ordinal) ? "ms"
            : text is [.., 's' or 'm'] ? text[^1..]
            : "";
        var scale = unit switch
        {
            "ms" => 0.001,
            "m" => 60,
            _ => 1,
        };
        return
            double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and < 1e6
            ? TimeSpan.FromSeconds(number * scale)
            : throw new UserException($"Invalid value for '{option}': '{text}' is not a duration such as 500ms, 10s or 2m.");
    }
}
