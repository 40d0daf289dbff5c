using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>A host or a port; <c>env:NAME</c> is the value of an environment variable.</summary>
internal sealed class HostOrPort : ArgumentType<string>
{
    private const string FromEnvironment = "env:";

    public override string Name => "string";

    public override string Expected => "a string or a whole number";

    public override ImmutableArray<string> Forms => ["string", "integer"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out string value)
    {
        value = node switch
        {
            DataString text => text.Value,
            DataNumber { IsInteger: true } number => number.Text,
            _ => null,
        };
        return value is not null;
    }

    /// <summary>Host and port as one address.</summary>
    /// <exception cref="FunctionFailedException">A variable is not set.</exception>
    public static string Address(string host, string port, Func<string, string?> variable)
    {
        var (name, number) = (Value(host, variable), Value(port, variable));
        return name.Contains(':', StringComparison.Ordinal) && !name.StartsWith('[') ? $"[{name}]:{number}" : $"{name}:{number}";
    }

    private static string Value(string text, Func<string, string?> variable) =>
        !text.StartsWith(FromEnvironment, StringComparison.Ordinal)
            ? text
            : variable(text[FromEnvironment.Length..])
                ?? throw new FunctionFailedException(
                    $"the environment variable '{text[FromEnvironment.Length..]}' is not set; '{text}' asks for its value"
                );
}
