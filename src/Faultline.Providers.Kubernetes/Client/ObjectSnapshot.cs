using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>The objects of one moment.</summary>
/// <param name="Items">The objects, in the order of the API.</param>
/// <param name="Version">The moment, as the API names it.</param>
internal sealed record ObjectSnapshot(ImmutableArray<DataObject> Items, string Version);
