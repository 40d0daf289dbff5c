using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;

namespace Faultline.Secrets.Files;

/// <summary>
/// Secrets from files: <c>{"type": "file", "path": P, "key": K?}</c>. Without a key the value is the whole: the tree of a JSON or
/// YAML file, the text of any other, without the line break at its end.
/// </summary>
public sealed class FileSource(IEnvironment environment) : ISecretSource
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <inheritdoc/>
    public string Type => "file";

    /// <inheritdoc/>
    public IEnumerable<CallProblem> Check(SecretRequest request)
    {
        var declaration = request.Declaration;
        foreach (var problem in DeclarationChecks.Common(declaration, Type))
        {
            yield return problem;
        }

        if (DeclarationChecks.TextOf(declaration, "path") is not { } path)
        {
            if (declaration["path"] is null or DataNull or DataString)
            {
                yield return new CallProblem("a secret of type 'file' must name its file under 'path'") { Where = declaration["path"] };
            }

            yield break;
        }

        var file = SecretFile.Expand(path, environment);
        if (!File.Exists(file))
        {
            yield return new CallProblem($"the file '{path}' of a secret is not there")
            {
                Where = declaration["path"],
                Severity = CallProblemSeverity.NotHere,
                Remedy = "A path is looked for from the folder that the run is started in.",
            };
        }
        else if ((File.GetUnixFileMode(file) & Others) != 0)
        {
            yield return new CallProblem($"the file '{path}' of a secret is open to every user of this machine")
            {
                Where = declaration["path"],
                Severity = CallProblemSeverity.Warning,
                Remedy = $"chmod 600 '{path}'",
            };
        }
    }

    /// <inheritdoc/>
    public ISecretSession Open() => new Session(environment);

    private sealed class Session(IEnvironment environment) : ISecretSession
    {
        public Task<SecretAnswer> FetchAsync(SecretRequest request, CancellationToken stop) =>
            Task.FromResult(
                SecretFile.Read(
                    DeclarationChecks.TextOf(request.Declaration, "path")!,
                    DeclarationChecks.TextOf(request.Declaration, "key"),
                    environment
                )
            );

        public Task<SecretRenewal> RenewAsync(SecretLease lease, CancellationToken stop) =>
            throw new NotSupportedException("A file lends nothing.");

        public Task<IReadOnlyList<string>> CloseAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>([]);
    }
}
