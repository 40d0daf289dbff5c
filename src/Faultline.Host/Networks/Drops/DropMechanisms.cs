using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;

namespace Faultline.Host.Networks.Drops;

/// <summary>The ways to drop packets, from the best on, each of which is tried once in a throwaway namespace.</summary>
/// <param name="mechanisms">The ways.</param>
internal sealed class DropMechanisms(ImmutableArray<IDropMechanism> mechanisms)
{
    private readonly Lazy<Task<MechanismReport>>[] _reports =
    [
        .. mechanisms.Select(mechanism => new Lazy<Task<MechanismReport>>(() => mechanism.ProbeAsync(CancellationToken.None))),
    ];

    /// <summary>Those of this program.</summary>
    public static DropMechanisms OfThisHost { get; } =
        new(
        // What the kernel undoes by itself comes first.
        [NftDropMechanism.All[0], new Groups.DeviceDropMechanism(), .. NftDropMechanism.All[1..], .. Groups.GroupDropMechanism.All]);

    /// <summary>The ways.</summary>
    public ImmutableArray<IDropMechanism> All => mechanisms;

    /// <summary>The best that works here and can tell the packets of the scope from others.</summary>
    /// <exception cref="FaultRefusedException">There is none.</exception>
    public async Task<IDropMechanism> ChooseAsync(NetworkScope scope)
    {
        MechanismReport? first = null;
        for (var i = 0; i < mechanisms.Length; i++)
        {
            if (!mechanisms[i].Takes(scope))
            {
                continue;
            }

            var report = await _reports[i].Value;
            if (report.Works)
            {
                return mechanisms[i];
            }

            first ??= report;
        }

        throw first is null
            ? new FaultRefusedException(
                $"nothing here can tell the packets of {scope.Place.Words} from those of others",
                "Choose the host, a network namespace or a container with a network of its own as the target."
            )
            : new FaultRefusedException(first.Why ?? "packets can't be dropped here", first.Remedy);
    }
}
