using System.Collections.Immutable;
using Faultline.Host.Networks.Drops;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Delay;

/// <summary>Which packets are to wait how long.</summary>
/// <param name="Traffic">Which, and where; its share does not count.</param>
/// <param name="Amount">How long.</param>
/// <param name="Links">The devices.</param>
/// <param name="Seed">From which chance is drawn.</param>
internal sealed record DelayPlan(DropPlan Traffic, DelayAmount Amount, ImmutableArray<NetworkLink> Links, int Seed);
