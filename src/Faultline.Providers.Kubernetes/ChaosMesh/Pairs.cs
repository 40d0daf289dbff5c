using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Keys and values: an object, or a text such as <c>a=b,c=d</c>.</summary>
internal sealed class Pairs : ArgumentType<DataObject>
{
    public override string Name => "string";

    public override string Expected => "an object of strings, or a string as 'app=web,tier=front'";

    public override ImmutableArray<string> Forms => ["mapping", "string"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out DataObject value)
    {
        value = node switch
        {
            DataString text => Parse(text.Value),
            DataObject pairs when pairs.Members.All(member => member.Value is DataString) => pairs,
            _ => null,
        };
        return value is not null;
    }

    private static DataObject? Parse(string text)
    {
        var pairs = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToList();
        return pairs.TrueForAll(pair => pair is [{ Length: > 0 }, _])
            ? new DataObject(pairs.Select(pair => new DataMember(pair[0], pair[1])))
            : null;
    }
}
