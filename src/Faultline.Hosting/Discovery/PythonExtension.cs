namespace Faultline.Hosting.Discovery;

/// <summary>An extension of Chaos Toolkit that is installed for the user's Python.</summary>
/// <param name="Name">The distribution's name, such as <c>chaostoolkit-aws</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="License">Its licence, as it says; may be empty.</param>
/// <param name="Summary">What it says of itself; may be empty.</param>
public sealed record PythonExtension(string Name, string Version, string License, string Summary);
