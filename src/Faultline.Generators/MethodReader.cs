using Microsoft.CodeAnalysis;

namespace Faultline.Generators;

/// <summary>Reads one method as a function.</summary>
internal sealed class MethodReader(IMethodSymbol method, AttributeData attribute, CancellationToken stop)
{
    private readonly List<Problem> _problems = [];
    private readonly List<Argument> _arguments = [];

    public static ReadMethod Read(GeneratorAttributeSyntaxContext context, CancellationToken stop)
    {
        var reader = new MethodReader((IMethodSymbol)context.TargetSymbol, context.Attributes[0], stop);
        var function = reader.Read();
        return new(reader._problems.Count == 0 ? function : null, new(reader._problems));
    }

    private FunctionModel? Read()
    {
        if (WhyNot() is { } reason)
        {
            _problems.Add(new(Rules.NotCallable, method, method.Name, reason));
            return null;
        }

        var documentation = Documentation.Of(method, stop);
        if (documentation.Summary.Length == 0)
        {
            _problems.Add(new(Rules.MissingDocumentation, method, $"the function '{method.Name}'", "a <summary> in a sentence"));
        }

        ITypeSymbol? context = null;
        var passed = new List<string>();
        foreach (var parameter in method.Parameters)
        {
            passed.Add(Passed(parameter, documentation, ref context));
        }

        var target = method.IsStatic ? ArgumentReader.Code(method.ContainingType) : "receiver";
        if (OutputCode.Of(method.ReturnType, $"{target}.{method.Name}({string.Join(", ", passed)})") is not { } output)
        {
            var advice =
                $"it returns {method.ReturnType.ToDisplayString()}: return ActivityOutcome, or a value such as bool, long, string or DataNode";
            _problems.Add(new(Rules.NotCallable, method, method.Name, advice));
            return null;
        }

        CheckNames();
        var receiver = method.IsStatic ? context : method.ContainingType;
        return new(
            receiver is null ? "global::" + Seam.Call : ArgumentReader.Code(receiver),
            receiver?.Name ?? "FunctionCall",
            Place.Of(method),
            string.Join("\n", Names()),
            Signature(documentation, output.Word),
            output.Code,
            CheckCode(),
            string.Join("\n", _arguments.Select(argument => argument.Reading).OfType<string>().Distinct())
        );
    }

    private string Module => (string?)attribute.ConstructorArguments[0].Value ?? "";

    private string Name => Named("Name") ?? Spelling.Function(method.Name);

    private string? WhyNot() =>
        method.IsGenericMethod || method.ContainingType.IsGenericType ? "it is generic"
        : IsHidden(method) ? "it, or a type around it, is private: make it internal"
        : !method.IsStatic && method.Parameters.Any(IsContext) ? "a method with a context is static"
        : null;

    private static bool IsHidden(ISymbol symbol) =>
        symbol is not INamespaceSymbol
        && (
            symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal
            || IsHidden(symbol.ContainingSymbol)
        );

    private static bool IsContext(IParameterSymbol parameter) =>
        parameter.Type.ToDisplayString() == Seam.Context || parameter.Type.AllInterfaces.Any(one => one.ToDisplayString() == Seam.Context);

    private string Passed(IParameterSymbol parameter, Documentation documentation, ref ITypeSymbol? context)
    {
        switch (parameter.Type.ToDisplayString(NullableFlowState.None))
        {
            case Seam.Stop:
                return "stop";
            case Seam.Call:
                return "call";
        }

        if (IsContext(parameter))
        {
            context = parameter.Type;
            return "receiver";
        }

        if (
            parameter.Type is INamedTypeSymbol { IsRecord: true } group
            && group.GetAttributes().Any(one => one.AttributeClass?.ToDisplayString() == Seam.Arguments)
            && group.InstanceConstructors.OrderByDescending(one => one.Parameters.Length).FirstOrDefault() is { } constructor
        )
        {
            var ofGroup = Documentation.Of(group, stop);
            return $"new {ArgumentReader.Code(group)}({string.Join(", ", constructor.Parameters.Select(one => Argument(one, ofGroup)))})";
        }

        return Argument(parameter, documentation);
    }

    private string Argument(IParameterSymbol parameter, Documentation documentation)
    {
        if (new ArgumentReader(_problems, stop).Read(parameter, documentation) is not { } argument)
        {
            return "default!";
        }

        if (_arguments.Any(other => other.Name == argument.Name))
        {
            _problems.Add(new(Rules.DuplicateName, parameter, "arguments", argument.Name));
        }

        _arguments.Add(argument);
        return WithReading(argument.Value, argument).Replace("{0}", $"{_arguments.Count}");
    }

    private static string WithReading(string code, Argument argument) =>
        argument.Reading is null ? code : code.Replace("{1}", $"Readings.{FunctionWriter.ReadingName(argument.Reading)}");

    private string Signature(Documentation documentation, string output)
    {
        var kind = attribute.AttributeClass?.ToDisplayString() == Seam.Probe ? "Probe" : "Action";
        return $$"""
            new global::{{Seam.Namespace}}.FunctionSignature
                    {
                        Module = {{Spelling.Literal(Module)}},
                        Name = {{Spelling.Literal(Name)}},
                        Kind = global::Faultline.Abstractions.Activities.ActivityKind.{{kind}},
                        Summary = {{Spelling.Literal(documentation.Summary)}},
                        Remarks = {{Spelling.Literal(documentation.Remarks)}},
                        ReturnType = {{Spelling.Literal(Named("Returns") ?? output)}},
                        Returns = {{Spelling.Literal(documentation.Returns)}},
                        Errors = [{{string.Join(", ", documentation.Exceptions.Select(Spelling.Literal))}}],
                        Instead = {{(Named("Instead") is { } instead ? Spelling.Literal(instead) : "null")}},
                        Parameters =
                        [{{string.Concat(
                _arguments.Select(argument => "\n                " + WithReading(argument.Declaration, argument) + ",")
            )}}
                        ],
                    }
            """;
    }

    private string CheckCode()
    {
        if (Named("Check") is not { } name)
        {
            return "null";
        }

        var found = method
            .ContainingType.GetMembers(name)
            .OfType<IMethodSymbol>()
            .Any(one =>
                one.IsStatic && one.Parameters.Length == 1 && one.Parameters[0].Type.ToDisplayString() == Seam.Known && !IsHidden(one)
            );
        if (!found)
        {
            _problems.Add(new(Rules.NoCheck, method, method.ContainingType.Name, name));
        }

        return $"{ArgumentReader.Code(method.ContainingType)}.{name}";
    }

    private IEnumerable<string> Names()
    {
        yield return $"{Module}.{Name}";
        foreach (var alias in Aliases())
        {
            var (module, name) = ((string?)alias.ConstructorArguments[0].Value ?? "", (string?)alias.ConstructorArguments[1].Value ?? "");
            var isOld = alias.NamedArguments.Any(one => one is { Key: "IsDeprecated", Value.Value: true }) ? "true" : "false";
            var without = string.Concat(Without(alias).Select(one => ", " + Spelling.Literal(one)));
            yield return $"{module}.{name} .As({Spelling.Literal(module)}, {Spelling.Literal(name)}, {isOld}{without})";
        }
    }

    private void CheckNames()
    {
        foreach (var unknown in Aliases().SelectMany(Without).Where(name => _arguments.TrueForAll(one => one.Name != name)))
        {
            _problems.Add(new(Rules.NoSuchArgument, method, method.Name, unknown));
        }
    }

    private IEnumerable<AttributeData> Aliases() =>
        method.GetAttributes().Where(one => one.AttributeClass?.ToDisplayString() == Seam.Alias);

    private static IEnumerable<string> Without(AttributeData alias) =>
        (alias.NamedArguments.FirstOrDefault(one => one.Key == "Without").Value.Value as string)?.Split(',').Select(one => one.Trim())
        ?? [];

    private string? Named(string key) => attribute.NamedArguments.FirstOrDefault(one => one.Key == key).Value.Value as string;
}
