using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Host;

/// <summary>A text that people write as a number, too, such as a process id.</summary>
internal sealed class TextOrNumber : ArgumentType<string>
{
    public override string Name => "string";

    public override string Expected => "a string or a number";

    public override ImmutableArray<string> Forms => ["string", "number"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out string value)
    {
        value = node switch
        {
            DataString text => text.Value,
            DataNumber number => number.Text,
            _ => null,
        };
        return value is not null;
    }
}
