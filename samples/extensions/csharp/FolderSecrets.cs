using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;

namespace Faultline.Samples.Flags;

/// <summary>Secrets that stand in a folder, a file each: <c>{"type": "acme", "folder": "/run/acme", "name": "token"}</c>.</summary>
internal sealed class FolderSecrets : ISecretSource, ISecretSession
{
    private static readonly string[] Keys = ["folder", "name"];

    public string Type => "acme";

    public IEnumerable<CallProblem> Check(SecretRequest request) =>
        Keys.Where(key => request.Declaration[key] is not DataString { Value.Length: > 0 })
            .Select(key => new CallProblem($"a secret of type '{Type}' needs a '{key}'") { Where = request.Declaration });

    public ISecretSession Open() => this;

    public async Task<SecretAnswer> FetchAsync(SecretRequest request, CancellationToken stop)
    {
        var path = Path.Combine(request.Declaration.Text("folder")!, request.Declaration.Text("name")!);
        return File.Exists(path)
            ? new SecretAnswer.Found((await File.ReadAllTextAsync(path, stop)).TrimEnd('\n'))
            : new SecretAnswer.Failed($"there is no secret '{path}'", "Write it there.");
    }

    public Task<SecretRenewal> RenewAsync(SecretLease lease, CancellationToken stop) => Task.FromResult(new SecretRenewal(null));

    public Task<IReadOnlyList<string>> CloseAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>([]);
}
