using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>A document, or the reason why there is none.</summary>
/// <param name="Root">The tree; null where <paramref name="Problem"/> says why.</param>
/// <param name="Source">The file or address it was read from; "standard input" for "-".</param>
/// <param name="Problem">Why it could not be read.</param>
public sealed record LoadedDocument(DataNode? Root, string Source, Diagnostic? Problem);

/// <summary>
/// Reads a document from a file, from standard input ("-") or from an HTTP(S) address (reference specification §2). Every failure
/// is a diagnostic.
/// </summary>
/// <param name="environment">Where the token for documents may stand.</param>
/// <param name="time">The clock.</param>
/// <param name="standardInput">Opens standard input.</param>
/// <param name="authorizations">What servers are told in the header <c>Authorization</c>, by their <c>host[:port]</c>.</param>
public sealed class DocumentLoader(
    IEnvironment environment,
    TimeProvider time,
    Func<Stream> standardInput,
    IReadOnlyDictionary<string, string>? authorizations = null
)
{
    private const string TokenVariable = "CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN";
    private const string OnlyThese = "only files with json, yaml or yml extensions are supported";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads one document.</summary>
    /// <param name="source">A path, "-" or an address.</param>
    /// <param name="verifyTls">Whether the server's certificate must be valid.</param>
    /// <param name="stop">Ends the attempt.</param>
    public async Task<LoadedDocument> LoadAsync(string source, bool verifyTls, CancellationToken stop)
    {
        if (source == "-")
        {
            using var copy = new MemoryStream();
            await using var input = standardInput();
            await input.CopyToAsync(copy, stop);
            return Parse("standard input", copy.ToArray(), null);
        }

        if (File.Exists(source))
        {
            return await ReadFileAsync(source, stop);
        }

        if (Directory.Exists(source))
        {
            return Failure(source, $"'{source}' is a folder; name a file in it");
        }

        var at = source.IndexOf("://", StringComparison.Ordinal);
        if (at <= 0)
        {
            return Failure(source, $"Path \"{source}\" does not exist.");
        }

        return source[..at].ToUpperInvariant() is "HTTP" or "HTTPS"
            ? await FetchAsync(source, verifyTls, stop)
            : Failure(source, $"'{source[..at]}' is not a supported source scheme.", "Use a file, '-', or an address with http or https.");
    }

    private static async Task<LoadedDocument> ReadFileAsync(string path, CancellationToken stop)
    {
        if (DocumentText.FormatOf(path) is not { } format)
        {
            return Failure(path, OnlyThese, "Rename the file, or give its text on standard input as '-'.");
        }

        try
        {
            return Parse(path, await File.ReadAllBytesAsync(path, stop), format);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure(path, $"'{path}' can't be read: {e.Message}");
        }
    }

    private async Task<LoadedDocument> FetchAsync(string address, bool verifyTls, CancellationToken stop)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return Failure(address, $"'{address}' is not an address");
        }

        var token = environment.Get(TokenVariable)?.Trim();
        if (token?.Any(character => character is < ' ' or > '~') == true)
        {
            return Failure(address, $"the token in {TokenVariable} holds characters that can't be sent in a header");
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        using var fetching = new DocumentFetch(verifyTls);
        var credentials = !string.IsNullOrEmpty(token) ? "bearer " + token : DocumentFetch.Authorization(uri, authorizations);
        try
        {
            var (status, type, body) = await fetching.GetAsync(uri, credentials, either.Token);
            return status == 200
                ? ParseResponse(address, body, type)
                : Failure(
                    address,
                    $"Failed to fetch the experiment: {DocumentFetch.Without(credentials, Encoding.UTF8.GetString(body))}".TrimEnd(),
                    $"The server answered with status {status}."
                );
        }
        catch (HttpRequestException e)
        {
            return Failure(address, $"Failed to fetch the experiment: {e.Message}");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return Failure(address, $"Failed to fetch the experiment: the server did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    private static LoadedDocument ParseResponse(string address, byte[] body, string? contentType)
    {
        DocumentFormat? format = contentType?.ToLowerInvariant() switch
        {
            "application/json" => DocumentFormat.Json,
            "application/x-yaml" or "application/yaml" or "text/yaml" => DocumentFormat.Yaml,
            _ => null,
        };
        return format is null && contentType is not ("text/plain" or null)
            ? Failure(address, OnlyThese, $"The server calls this document '{contentType}'.")
            : Parse(address, body, format);
    }

    // Without a format: JSON where it begins like JSON, otherwise YAML.
    private static LoadedDocument Parse(string source, byte[] text, DocumentFormat? format)
    {
        var chosen =
            format
            ?? (text.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{' or (byte)'[', ..] ? DocumentFormat.Json : DocumentFormat.Yaml);
        try
        {
            return new LoadedDocument(DocumentText.Parse(text, chosen), source, null);
        }
        catch (DataSyntaxException e)
        {
            var name = chosen == DocumentFormat.Json ? "JSON" : "YAML";
            return new LoadedDocument(
                null,
                source,
                new Diagnostic(DiagnosticSeverity.Fatal, $"Failed parsing {name} experiment: {e.Message}", source, e.Position)
            );
        }
    }

    private static LoadedDocument Failure(string source, string message, string? remedy = null) =>
        new(null, source, new Diagnostic(DiagnosticSeverity.Fatal, message, source, Remedy: remedy));
}
