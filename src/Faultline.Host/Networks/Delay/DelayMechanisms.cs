using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;

namespace Faultline.Host.Networks.Delay;

/// <summary>The ways to keep packets waiting, from the best on, each of which is tried once in a throwaway namespace.</summary>
internal sealed class DelayMechanisms
{
    private readonly ImmutableArray<(IDelayMechanism Mechanism, Lazy<Task<MechanismReport>> Report)> _all;
    private readonly DelayBackend _only;

    private DelayMechanisms(ImmutableArray<(IDelayMechanism, Lazy<Task<MechanismReport>>)> all, DelayBackend only) =>
        (_all, _only) = (all, only);

    /// <summary>Those of this program: what the kernel undoes by itself comes first.</summary>
    public static DelayMechanisms OfThisHost { get; } =
        new(
            [
                .. (
                    (IDelayMechanism[])
                        [new QueueDelayMechanism(isOwned: true), new QueueDelayMechanism(isOwned: false), new NetemDelayMechanism()]
                ).Select(mechanism => (mechanism, new Lazy<Task<MechanismReport>>(() => mechanism.ProbeAsync(CancellationToken.None)))),
            ],
            DelayBackend.Auto
        );

    /// <summary>The ways.</summary>
    public IEnumerable<IDelayMechanism> All => _all.Select(one => one.Mechanism);

    /// <summary>Only those of one kind.</summary>
    public DelayMechanisms Only(DelayBackend backend) => new(_all, backend);

    /// <summary>The best that works here, and what it found.</summary>
    /// <param name="capture">Looks at what is there.</param>
    /// <exception cref="FaultRefusedException">There is none.</exception>
    public async Task<(IDelayMechanism Mechanism, DelayCapture Found)> ChooseAsync(Func<IDelayMechanism, DelayCapture> capture)
    {
        FaultRefusedException? first = null;
        foreach (var (mechanism, tried) in _all.Where(one => _only is DelayBackend.Auto || one.Mechanism.Backend == _only))
        {
            var report = await tried.Value;
            if (!report.Works)
            {
                first ??= new FaultRefusedException(report.Why ?? "packets can't be delayed here", report.Remedy);
                continue;
            }

            try
            {
                return (mechanism, capture(mechanism));
            }
            catch (FaultRefusedException inTheWay)
            {
                first ??= inTheWay;
            }
        }

        throw first!;
    }
}
