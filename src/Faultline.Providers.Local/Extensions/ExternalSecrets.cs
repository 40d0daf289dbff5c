using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Secrets;

namespace Faultline.Providers.Local.Extensions;

/// <summary>A source of secrets that is a program.</summary>
internal sealed class ExternalSecrets(ExternalExtension extension, string type) : ISecretSource
{
    private long _sessions;

    public string Type => type;

    // Only the program knows what its declarations hold, and it says so when it is asked.
    public IEnumerable<CallProblem> Check(SecretRequest request) => [];

    public ISecretSession Open() => new Session(extension, type, Interlocked.Increment(ref _sessions));

    private sealed class Session(ExternalExtension extension, string type, long number) : ISecretSession
    {
        private bool _wasAsked;

        public async Task<SecretAnswer> FetchAsync(SecretRequest request, CancellationToken stop)
        {
            _wasAsked = true;
            var answer = await AskAsync(
                DataObject.Of(("do", "fetch"), ("declaration", request.Declaration), ("configuration", request.Configuration)),
                stop
            );
            stop.ThrowIfCancellationRequested();
            return ExtensionMessages.ReadSecret(answer);
        }

        public async Task<SecretRenewal> RenewAsync(SecretLease lease, CancellationToken stop)
        {
            var answer = await AskAsync(DataObject.Of(("do", "renew"), ("lease", ExtensionMessages.Write(lease))), stop);
            return answer.Text("is") == "renewed"
                ? new SecretRenewal(ExtensionMessages.ReadLease(answer["lease"]), answer.Text("problem"))
                : new SecretRenewal(null, answer.Text("message") ?? "it was not renewed");
        }

        public async Task<IReadOnlyList<string>> CloseAsync(CancellationToken stop)
        {
            if (!_wasAsked)
            {
                return [];
            }

            var answer = await AskAsync(DataObject.Of(("do", "close")), stop);
            return answer.Text("is") == "closed"
                ? ExtensionMessages.ReadTexts(answer["problems"])
                : [answer.Text("message") ?? "it did not answer"];
        }

        private Task<DataObject> AskAsync(DataObject request, CancellationToken stop) =>
            extension.AskAsync(request.With("session", number).With("type", type), stop);
    }
}
