using System.Text;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A token, a password, or nothing: the same for every request.</summary>
internal sealed class FixedCredential(Identification identification, params string[] secrets) : ICredential
{
    public static FixedCredential None { get; } = new(Identification.Anonymous);

    public IEnumerable<string> Secrets => secrets;

    public static FixedCredential Token(string prefix, string token, string place) =>
        new(new Identification(HeaderText.Check(prefix + " " + token.Trim(), place)), token.Trim());

    public static FixedCredential Basic(string user, string password)
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
        return new FixedCredential(new Identification("Basic " + pair), pair, password);
    }

    public ValueTask<Identification> GetAsync(CancellationToken stop) => ValueTask.FromResult(identification);

    public bool Refused(Identification refused) => false;
}
