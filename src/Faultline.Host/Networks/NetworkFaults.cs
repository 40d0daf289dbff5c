using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks;

/// <summary>Faults of the network that drop packets.</summary>
internal static class NetworkFaults
{
    private const double Percent = 100;

    /// <summary>
    /// Drops all packets to and from the selected remote ends, as a dead network does: senders are told nothing, connections wait and
    /// time out.
    /// </summary>
    /// <param name="selection">Which traffic.</param>
    /// <param name="direction">Which way: <c>both</c>, <c>egress</c> (what the target sends), <c>ingress</c> (what it is sent).</param>
    [Action("network", Check = nameof(CheckSelection))]
    public static IFault Blackhole(SelectionArguments selection, TrafficDirection direction = TrafficDirection.Both) =>
        new DropFault(() => SelectionReader.Read(selection, direction), share: 1, DropMechanisms.OfThisHost, DropFault.UsualPeriod);

    /// <summary>Drops a share of the packets to the selected remote ends, each by chance, as a bad line does: senders are told nothing.</summary>
    /// <param name="selection">Which traffic.</param>
    /// <param name="percent">The share of the packets in percent, above 0, at most 100.</param>
    /// <param name="direction">Which way: <c>both</c>, <c>egress</c> (what the target sends), <c>ingress</c> (what it is sent).</param>
    [Action("network", Check = nameof(CheckLoss))]
    public static IFault Loss(SelectionArguments selection, double percent = 1, TrafficDirection direction = TrafficDirection.Egress) =>
        new DropFault(
            () =>
                percent is > 0 and <= Percent
                    ? SelectionReader.Read(selection, direction)
                    : throw new FaultRefusedException("'percent' is not above 0 and at most 100", "Give a number such as 30."),
            percent / Percent,
            DropMechanisms.OfThisHost,
            DropFault.UsualPeriod
        );

    internal static IEnumerable<CallProblem> CheckSelection(KnownArguments arguments) => SelectionReader.Check(arguments);

    internal static IEnumerable<CallProblem> CheckLoss(KnownArguments arguments)
    {
        if (arguments.TryGet("percent", out double percent) && percent is not (> 0 and <= Percent))
        {
            yield return arguments.Error("percent", "'percent' is not above 0 and at most 100", "give a number such as 30");
        }

        foreach (var problem in SelectionReader.Check(arguments))
        {
            yield return problem;
        }
    }
}
