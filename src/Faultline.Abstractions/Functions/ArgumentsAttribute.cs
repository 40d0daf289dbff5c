namespace Faultline.Abstractions.Functions;

/// <summary>
/// Makes a record a group of arguments that several functions share: a parameter of this type stands for all parameters of the
/// record's primary constructor.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ArgumentsAttribute : Attribute;
