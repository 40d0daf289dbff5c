namespace Faultline.Abstractions.Functions;

/// <summary>Makes a method a probe: it reads the system. See <see cref="FunctionAttribute"/>.</summary>
/// <param name="module">The dotted module path, such as <c>chaosk8s.pod.probes</c>.</param>
public sealed class ProbeAttribute(string module) : FunctionAttribute(module);
