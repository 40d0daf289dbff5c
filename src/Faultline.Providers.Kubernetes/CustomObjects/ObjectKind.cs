using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>Which kind of objects, of those that a cluster may have besides the built-in ones.</summary>
/// <param name="Group">The API group, such as 'chaos-mesh.org'.</param>
/// <param name="Version">The version in the group, such as 'v1alpha1'.</param>
/// <param name="Plural">The kind of objects: its plural, as in the API's paths; singular or kind will do.</param>
[Arguments]
internal sealed record ObjectKind(string Group, string Version, string Plural);
