using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schemas of calls of functions; those of native ones know their arguments.</summary>
internal static class FunctionSchemas
{
    /// <summary>A function by module and name.</summary>
    public static DataObject Provider(FunctionCatalog functions)
    {
        var modules = functions.All.Select(function => function.Signature).GroupBy(one => one.Module, StringComparer.Ordinal).ToList();
        return Mapping(
                ProviderSchemas.Kind,
                ("module", AnyOf(Words(modules.Select(module => module.Key)), Text("A module of your own Python."))),
                ("func", Text("The function.")),
                ("arguments", AnyOf(Type("object"), Type("null")).Meaning("What it is given, by name.")),
                ("timeout", Any("Not looked at: an activity has a timeout of its own.")),
                ProviderSchemas.SecretGroups
            )
            .Needs("module", "func")
            .Closed()
            .All(modules.Select(module => When(Has("module", module.Key), Module([.. module]))));
    }

    /// <summary>A function by its full name, faults among them. Those of extensions are known to the program only.</summary>
    public static DataObject Native(FunctionCatalog functions)
    {
        var signatures = functions.All.Select(function => function.Signature).ToList();
        return Mapping(
                ProviderSchemas.Kind,
                ("func", AnyOf(Words(signatures.Select(one => one.FullName)), Text("A function of an extension."))),
                ("arguments", AnyOf(Type("object"), Type("null")).Meaning("What it is given, by name.")),
                ProviderSchemas.SecretGroups,
                ("target", AnyOf(Type("object"), Type("null")).Meaning("Where a fault acts; left out, this host.")),
                (
                    "until",
                    AnyOf(Words(Enum.GetValues<FaultUntil>().Select(FaultOptions.Word)), Type("null"), Reference("variable"))
                        .Meaning("When a fault is put back; the end of the method, unless it has a duration.")
                ),
                ("duration", AnyOf(Type("number"), Type("null"), Reference("variable")).Meaning("How many seconds a fault lasts.")),
                ("seed", AnyOf(Type("integer"), Type("null"), Reference("variable")).Meaning("From which a fault draws chance."))
            )
            .Needs("func")
            .Closed()
            .All(signatures.Select(one => When(Has("func", one.FullName), Call(one))));
    }

    /// <summary>The arguments of every native function, by its full name.</summary>
    public static DataObject Arguments(FunctionCatalog functions) =>
        new(functions.All.Select(function => new DataMember(function.Signature.FullName, Arguments(function.Signature))));

    private static DataObject Module(IReadOnlyList<FunctionSignature> signatures) =>
        DataObject
            .Of(("properties", DataObject.Of(("func", KnownWords(signatures.Select(one => one.Name))))))
            .All(signatures.Select(one => When(Has("func", one.Name), Call(one))));

    private static DataObject Call(FunctionSignature signature)
    {
        var arguments = Reference("functions/" + signature.FullName);
        var call = DataObject.Of(
            ("properties", DataObject.Of(("arguments", signature.Parameters.Any(one => one.IsRequired) ? arguments : OrNothing(arguments))))
        );
        return signature.Parameters.Any(one => one.IsRequired) ? call.Needs("arguments") : call;
    }

    private static DataObject OrNothing(DataObject arguments) => AnyOf(arguments, Type("null"));

    private static DataObject Arguments(FunctionSignature signature)
    {
        // Who writes a function in Python may take these two; they are put in by themselves, and may stand there.
        var properties = signature
            .Parameters.Select(parameter => new DataMember(parameter.Name, Of(parameter)))
            .Append(new DataMember("secrets", Any("Put in by itself.")))
            .Append(new DataMember("configuration", Any("Put in by itself.")));
        var schema = Type("object", signature.Summary)
            .With("properties", new DataObject(properties.DistinctBy(member => member.Key)))
            .Needs(signature.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name))
            .Closed();
        return signature.Instead is null ? schema : schema.With("deprecated", true);
    }

    private static DataObject Of(FunctionParameter parameter)
    {
        var schema = AnyOf(Forms(parameter)).Meaning(parameter.Summary);
        return parameter.Default is { } byDefault ? schema.With("default", byDefault) : schema;
    }

    private static IEnumerable<DataObject> Forms(FunctionParameter parameter)
    {
        if (parameter.Reading is { Choices.Length: > 0 } choices)
        {
            yield return Words(choices.Choices);
        }
        else
        {
            foreach (var form in parameter.Reading?.Forms ?? [parameter.Type])
            {
                yield return Form(form);
            }
        }

        if (!parameter.IsRequired || parameter.AllowsNull)
        {
            yield return Type("null");
        }

        yield return Reference("variable");
    }

    private static DataObject Form(string form) =>
        form switch
        {
            "list" => Type("array"),
            "mapping" => Type("object"),
            "object" => DataObject.Empty,
            _ => Type(form),
        };
}
