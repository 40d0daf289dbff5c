namespace Faultline.Abstractions.Functions;

/// <summary>What functions of one provider are given besides their arguments. A parameter of such a type is no argument.</summary>
public interface IFunctionContext;
