namespace Faultline.Generators;

/// <summary>All there is to write of one method. Texts and values only, so that what has not changed is not written again.</summary>
/// <param name="Receiver">The type that it is called with, or on.</param>
/// <param name="ReceiverName">That type's simple name.</param>
/// <param name="Place">Where the method stands.</param>
/// <param name="Names">The full names, and after a space the code that makes a signature of the method's own; a line each.</param>
/// <param name="Signature">The code of its signature.</param>
/// <param name="Body">The code that calls it.</param>
/// <param name="Check">The method that checks arguments; "null" for none.</param>
/// <param name="Readings">The types that read its arguments, a line each.</param>
internal sealed record FunctionModel(
    string Receiver,
    string ReceiverName,
    Place Place,
    string Names,
    string Signature,
    string Body,
    string Check,
    string Readings
);

/// <summary>A method as it was read.</summary>
/// <param name="Function">What to write; null where it can't be.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record ReadMethod(FunctionModel? Function, EquatableList<Problem> Problems);
