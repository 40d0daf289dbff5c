using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>
/// The texts of a call that a secret was put into: a secret too short to be searched for is still known by what stands beside it.
/// </summary>
internal sealed class SubstitutedTexts
{
    private const int Shortest = 4;
    private const int Context = 8;

    private readonly List<(string Text, string Shown)> _texts = [];

    public SubstitutedTexts(Substitution substitution, DataObject provider) => Collect(provider, substitution);

    /// <summary>Whether there are secrets that a search would find everywhere.</summary>
    public static bool HasShort(DataNode secrets) =>
        secrets switch
        {
            DataObject mapping => mapping.Members.Any(member => HasShort(member.Value)),
            DataArray list => list.Items.Any(HasShort),
            DataString text => text.Value.Trim().Length is > 0 and < Shortest,
            DataNumber number => number.Text.Length < Shortest,
            _ => false,
        };

    public ActivityEnded Hide(ActivityEnded ended) =>
        _texts.Count == 0
            ? ended
            : ended with
            {
                Output = Hide(ended.Output),
                Message = ended.Message is null ? null : Hide(ended.Message),
                Trace = [.. ended.Trace.Select(Hide)],
                Warnings = [.. ended.Warnings.Select(Hide)],
            };

    public string Hide(string text) =>
        _texts.Aggregate(text, (masked, pair) => masked.Replace(pair.Text, pair.Shown, StringComparison.Ordinal));

    private void Collect(DataNode template, Substitution substitution)
    {
        switch (template)
        {
            case DataObject mapping:
                foreach (var member in mapping.Members)
                {
                    Collect(member.Value, substitution);
                }

                break;
            case DataArray list:
                foreach (var item in list.Items)
                {
                    Collect(item, substitution);
                }

                break;
            case DataString text
                when substitution.TakesSecret(text)
                    && substitution.Apply(text) is DataString { Value.Length: >= Shortest } put
                    && substitution.Masked.Apply(text) is DataString { Value: not SecretMask.Mask } shown:
                CollectShort(put.Value, shown.Value.Split(SecretMask.Mask));
                break;
            default:
                break;
        }
    }

    // A short secret is known by the few characters before it, or else behind it: the whole text may come back in another form, such
    // as an address without its host.
    private void CollectShort(string put, string[] between)
    {
        var at = between[0].Length;
        for (var i = 1; i < between.Length; i++)
        {
            var (before, after) = (between[i - 1], between[i]);
            var isLast = i == between.Length - 1;
            var end = isLast ? put.Length - after.Length : put.IndexOf(after, at, StringComparison.Ordinal);
            if (end < at)
            {
                return;
            }

            var secret = put[at..end];
            before = before[Math.Max(0, before.Length - Context)..];
            after = after[..Math.Min(after.Length, Context)];
            if (secret.Length is > 0 and < Shortest && Math.Max(before.Length, after.Length) + secret.Length >= Shortest)
            {
                _texts.Add(
                    before.Length >= after.Length || before.Length + secret.Length >= Shortest
                        ? (before + secret, before + SecretMask.Mask)
                        : (secret + after, SecretMask.Mask + after)
                );
            }

            at = end + between[i].Length;
        }
    }

    private DataNode Hide(DataNode node) =>
        node switch
        {
            DataString text => new DataString(Hide(text.Value), text.Position),
            DataArray list => new DataArray([.. list.Items.Select(Hide)], list.Position),
            DataObject mapping => new DataObject(mapping.Members.Select(m => m with { Value = Hide(m.Value) }), mapping.Position),
            _ => node,
        };
}
