namespace Faultline.Engine.Model.Tolerances;

/// <summary>Leaves the parser of patterns from any depth with Python's reason; never leaves <see cref="PythonPattern"/>.</summary>
internal sealed class PatternSyntaxException(string reason) : Exception(reason);
