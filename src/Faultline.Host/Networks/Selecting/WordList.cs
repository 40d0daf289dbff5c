using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Words: a list, or a text with commas between them.</summary>
internal sealed class WordList : ArgumentType<DataArray>
{
    public override string Name => "string";

    public override string Expected => "a list of strings or numbers, or a string with commas";

    public override ImmutableArray<string> Forms => ["list", "string"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out DataArray value)
    {
        var items = node is DataArray list ? list.Items : [node];
        value = items.All(item => item is DataString or DataNumber { IsInteger: true })
            ? DataArray.Of(items.SelectMany(Words).Select(word => new DataString(word)))
            : null;
        return value is not null;
    }

    /// <summary>The words of an argument; none where it is left out.</summary>
    public static ImmutableArray<string> Of(DataArray? argument) => argument is null ? [] : [.. argument.Items.SelectMany(Words)];

    private static string[] Words(DataNode node) =>
        (node is DataNumber number ? number.Text : ((DataString)node).Value).Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
}
