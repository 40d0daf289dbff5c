namespace Faultline.Abstractions.Functions;

/// <summary>
/// Says how an argument is read, where the type of its parameter does not. The summary of the type that reads it is the
/// argument's documentation where the method says nothing of it.
/// </summary>
/// <typeparam name="TType">Reads the argument.</typeparam>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsAttribute<TType> : Attribute
    where TType : ArgumentType, new();
