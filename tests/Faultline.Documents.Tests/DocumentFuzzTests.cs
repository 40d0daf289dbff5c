using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Documents.Tests;

/// <summary>
/// Any text is a tree or a complaint: documents that are nearly right, and what is left of them after a few changes. FAULTLINE_FUZZ
/// says how many of each format; the seed is fixed, so a failure comes back.
/// </summary>
public sealed class DocumentFuzzTests
{
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("FAULTLINE_FUZZ") ?? "10000",
        CultureInfo.InvariantCulture
    );

    [Theory(Timeout = 3_600_000)]
    [InlineData(DocumentFormat.Yaml)]
    [InlineData(DocumentFormat.Json)]
    public async Task Any_text_is_a_tree_or_a_syntax_error(DocumentFormat format)
    {
        await Task.Yield();
        var seeds = Seeds(format);
        var random = new Random(20_240_711);

        for (var i = 0; i < Count; i++)
        {
            var bytes = Mutation.Of(seeds[random.Next(seeds.Count)], random);
            Surprise(bytes, format).ShouldBeNull($"document {i}: {Convert.ToBase64String(bytes)}");
        }
    }

    [Theory]
    [InlineData(DocumentFormat.Yaml)]
    [InlineData(DocumentFormat.Json)]
    public void The_documents_to_begin_with_are_right(DocumentFormat format) =>
        Seeds(format).ShouldAllBe(text => DocumentText.Parse(text, format) is DataObject);

    private static string? Surprise(byte[] bytes, DocumentFormat format)
    {
        try
        {
            // What was read can be written, and read once more.
            JsonText.Parse(DocumentText.Parse(bytes, format).ToString());
            return null;
        }
        catch (DataSyntaxException e)
        {
            return e is { Position: { Line: > 0, Column: > 0 }, Message.Length: > 0 } ? null : $"'{e.Message}' at {e.Position}";
        }
#pragma warning disable CA1031 // Whatever else comes out is what this test looks for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }

    private static IReadOnlyList<byte[]> Seeds(DocumentFormat format) =>
        [.. (format == DocumentFormat.Yaml ? FuzzSeeds.Yaml : FuzzSeeds.Json).Select(Encoding.UTF8.GetBytes)];
}
