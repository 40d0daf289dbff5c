using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Cli.Documentation;

/// <summary>A signature as data, for programs.</summary>
internal static class FunctionJson
{
    public static DataNode Of(FunctionSignature signature)
    {
        var function = DataObject.Of(
            ("module", signature.Module),
            ("name", signature.Name),
            ("kind", Kind(signature)),
            ("summary", signature.Summary),
            ("arguments", DataArray.Of(signature.Parameters.Select(Of))),
            ("returns", DataObject.Of(("type", signature.ReturnType), ("summary", signature.Returns))),
            ("errors", DataArray.Of(signature.Errors.Select(error => (DataNode)error)))
        );
        function = signature.Remarks.Length > 0 ? function.With("remarks", signature.Remarks) : function;
        return signature.Instead is { } instead ? function.With("instead", instead) : function;
    }

    /// <summary>The word for what it is.</summary>
    public static string Kind(FunctionSignature signature) => signature.Kind == ActivityKind.Probe ? "probe" : "action";

    private static DataNode Of(FunctionParameter parameter)
    {
        var argument = DataObject.Of(
            ("name", parameter.Name),
            ("type", parameter.Type),
            ("summary", parameter.Summary),
            ("required", parameter.IsRequired)
        );
        argument = parameter.Default is { } byDefault ? argument.With("default", byDefault) : argument;
        return parameter.Reading is { Choices.Length: > 0 } reading
            ? argument.With("choices", DataArray.Of(reading.Choices.Select(choice => (DataNode)choice)))
            : argument;
    }
}
