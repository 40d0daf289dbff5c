using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>The outcomes that many functions have.</summary>
internal static class Outcomes
{
    /// <summary>An action that answers nothing has been done.</summary>
    public static ActivityOutcome Done { get; } = new ActivityOutcome.Succeeded(DataNull.Instance);

    /// <summary>An answer.</summary>
    public static ActivityOutcome Of(DataNode answer) => new ActivityOutcome.Succeeded(answer);

    /// <summary>A refusal.</summary>
    public static ActivityOutcome Of(KubernetesException e) => Of(e, e.Message);

    /// <summary>The outcome of a refusal, with a message that may say more than the refusal does.</summary>
    public static ActivityOutcome Of(KubernetesException e, string message) =>
        e.IsLockedOut ? new ActivityOutcome.Crashed(message) : new ActivityOutcome.Failed(message);

    /// <summary>Names as an answer.</summary>
    public static DataArray Names(IEnumerable<string> names) => DataArray.Of(names.Select(name => (DataNode)name));

    /// <summary>True where nothing is amiss; what is amiss fails the probe where it is to raise, and is false otherwise.</summary>
    public static ActivityOutcome Judge(string? amiss, bool raise) =>
        amiss is not null && raise ? new ActivityOutcome.Failed(amiss) : new ActivityOutcome.Succeeded(amiss is null);

    /// <summary>The outcome of what is asked of the server, with words before what it says where it refuses.</summary>
    public static async Task<T> SayingAsync<T>(string words, Task<T> asked)
    {
        try
        {
            return await asked;
        }
        catch (KubernetesException e)
        {
            throw e.After(words);
        }
    }
}
