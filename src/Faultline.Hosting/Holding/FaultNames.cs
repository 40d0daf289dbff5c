using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Hosting.Holding;

/// <summary>Faults by the names of their functions.</summary>
internal static class FaultNames
{
    /// <summary>The fault that a function makes of arguments.</summary>
    /// <exception cref="FaultRefusedException">There is no such fault in this program, or the arguments do not fit.</exception>
    public static async Task<IFault> BindAsync(FunctionCatalog functions, string name, DataObject arguments) =>
        functions.Find(name) is { Signature.IsFault: true } function
            ? await FaultBinding.BindAsync(function, arguments)
            : throw new FaultRefusedException(
                $"this program knows no fault '{name}'",
                "Use the version of Faultline that applied it, with the same extensions."
            );
}
