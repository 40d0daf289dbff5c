using System.Collections.Concurrent;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A token in a file. It is read for every request, since whoever wrote it replaces it before it expires.</summary>
internal sealed class TokenFileCredential(string path, string place) : ICredential
{
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public IEnumerable<string> Secrets => _seen.Keys;

    public async ValueTask<Identification> GetAsync(CancellationToken stop)
    {
        var token = (await ReadAsync(stop)).Trim();
        if (token.Length == 0)
        {
            throw new ClusterAccessException($"The token file '{path}' ({place}) is empty.");
        }

        _seen.TryAdd(token, true);
        return new Identification(HeaderText.Check("Bearer " + token, $"The token in '{path}' ({place})"));
    }

    // A token that was replaced between reading and sending is the one case where a second try helps.
    public bool Refused(Identification refused) => true;

    private async Task<string> ReadAsync(CancellationToken stop)
    {
        try
        {
            return await File.ReadAllTextAsync(path, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterAccessException($"The token file '{path}' ({place}) can't be read: {FileProblem.Explain(e)}.");
        }
    }
}
