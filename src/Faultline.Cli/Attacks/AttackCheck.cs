using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Documents;

namespace Faultline.Cli.Attacks;

/// <summary>What must hold before, during and after an attack, as probes of the generated experiment.</summary>
internal static class AttackCheck
{
    // Of an address: what takes longer is no answer to anybody who waits for a page.
    private const int Seconds = 3;

    /// <summary>The probes of an address, or of a file.</summary>
    /// <exception cref="UserException">It is neither.</exception>
    public static ImmutableArray<DataObject> Read(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return [OfAddress(text, address)];
        }

        if (text.Contains("://", StringComparison.Ordinal) || !File.Exists(text))
        {
            throw Wrong(text, "there is no such file, and it is no address with http or https");
        }

        DataNode root;
        try
        {
            root = DocumentText.Parse(File.ReadAllBytes(text), DocumentText.FormatOf(text) ?? DocumentFormat.Yaml);
        }
        catch (DataSyntaxException e)
        {
            throw Wrong(text, $"line {e.Position.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(text, $"it can't be read: {e.Message}");
        }

        var probes = Probes(root).ToImmutableArray();
        return probes.Length > 0 && probes.All(probe => probe.Text("type") == "probe" && probe.Has("tolerance"))
            ? probes
            : throw Wrong(text, "it holds no probes with a tolerance");
    }

    private static DataObject OfAddress(string text, Uri address) =>
        DataObject.Of(
            ("type", "probe"),
            // Name and password in an address are a log-in.
            ("name", "check " + address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)),
            ("tolerance", DataObject.Of(("type", "range"), ("target", "status"), ("range", DataArray.Of([200, 299])))),
            ("provider", DataObject.Of(("type", "http"), ("url", text), ("timeout", Seconds)))
        );

    // A probe, a list of them, a hypothesis, or an experiment with one.
    private static IEnumerable<DataObject> Probes(DataNode root) =>
        root switch
        {
            DataArray list => list.Items.OfType<DataObject>(),
            DataObject document when document["steady-state-hypothesis"] is DataObject hypothesis => Probes(hypothesis),
            DataObject hypothesis when hypothesis["probes"] is DataArray list => list.Items.OfType<DataObject>(),
            DataObject probe => [probe],
            _ => [],
        };

    private static UserException Wrong(string text, string why) =>
        new(
            $"Invalid value for '--check': '{text}': {why}. Give an address, or a JSON or YAML file with a probe, a list of probes, or a hypothesis."
        );
}
