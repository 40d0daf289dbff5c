using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local;

/// <summary>Looks for secrets where they should not be.</summary>
internal static class SecretTexts
{
    // Shorter values occur by chance everywhere.
    private const int Shortest = 4;

    /// <summary>Whether a secret occurs in a value, in plain or escaped for an address.</summary>
    public static bool Occur(DataNode secrets, DataNode value)
    {
        var texts = Texts(value).ToList();
        return Texts(secrets)
            .Where(secret => secret.Length >= Shortest)
            .Any(secret =>
                texts.Exists(text =>
                    text.Contains(secret, StringComparison.Ordinal) || text.Contains(Uri.EscapeDataString(secret), StringComparison.Ordinal)
                )
            );
    }

    private static IEnumerable<string> Texts(DataNode node) =>
        node switch
        {
            DataString text => [text.Value],
            DataNumber number => [number.Text],
            DataArray list => list.Items.SelectMany(Texts),
            DataObject mapping => mapping.Members.SelectMany(member => Texts(member.Value)),
            _ => [],
        };
}
