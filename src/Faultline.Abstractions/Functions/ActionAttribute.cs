namespace Faultline.Abstractions.Functions;

/// <summary>Makes a method an action: it changes the system. See <see cref="FunctionAttribute"/>.</summary>
/// <param name="module">The dotted module path, such as <c>chaosk8s.pod.actions</c>.</param>
public sealed class ActionAttribute(string module) : FunctionAttribute(module);
