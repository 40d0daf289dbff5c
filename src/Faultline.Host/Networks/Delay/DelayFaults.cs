using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks.Delay;

/// <summary>Faults of the network that keep packets waiting.</summary>
internal static class DelayFaults
{
    /// <summary>The longest delay, in milliseconds: connections give up long before.</summary>
    private const double Longest = 60_000;

    /// <summary>
    /// Makes round trips to the selected remote ends longer, as a distant network does. A packet waits once on its way there and back:
    /// TCP where it comes in, which keeps its throughput, what else where it goes out.
    /// </summary>
    /// <param name="selection">Which traffic.</param>
    /// <param name="ms">How much longer, in milliseconds, above 0, at most 60000.</param>
    /// <param name="jitter">By how many milliseconds that varies, evenly to both sides; at most <c>ms</c>.</param>
    /// <param name="reorder">Whether packets may overtake each other where the delay varies; otherwise they stay in order.</param>
    /// <param name="backend">By what: <c>auto</c>, or <c>nfqueue</c> or <c>netem</c> for that one only.</param>
    [Action("network", Check = nameof(CheckLatency))]
    public static IFault Latency(
        SelectionArguments selection,
        double ms = 100,
        double jitter = 0,
        bool reorder = false,
        DelayBackend backend = DelayBackend.Auto
    ) =>
        new DelayFault(
            () =>
                ms is > 0 and <= Longest && jitter >= 0 && jitter <= ms
                    ? SelectionReader.Read(selection, TrafficDirection.Egress)
                    : throw new FaultRefusedException(
                        "'ms' is not above 0 and at most 60000, or 'jitter' is more than 'ms'",
                        "Give numbers such as 100 and 20."
                    ),
            new DelayAmount(TimeSpan.FromMilliseconds(ms), TimeSpan.FromMilliseconds(jitter), reorder),
            DelayMechanisms.OfThisHost.Only(backend)
        );

    internal static IEnumerable<CallProblem> CheckLatency(KnownArguments arguments)
    {
        if (arguments.TryGet("ms", out double ms) && ms is not (> 0 and <= Longest))
        {
            yield return arguments.Error("ms", "'ms' is not above 0 and at most 60000", "give a number such as 100");
        }

        if (arguments.TryGet("jitter", out double jitter) && (jitter < 0 || jitter > (ms > 0 ? ms : 100)))
        {
            yield return arguments.Error("jitter", "'jitter' is below 0, or more than 'ms'", "give a number such as 20");
        }

        foreach (var problem in SelectionReader.Check(arguments))
        {
            yield return problem;
        }
    }
}
