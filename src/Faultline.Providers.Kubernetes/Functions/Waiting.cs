using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>The argument that says how long to wait.</summary>
internal static class Waiting
{
    /// <summary>Finds times that nobody can wait for.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.TryGet("timeout", out long timeout) && timeout is < 0 or > 86_400)
        {
            yield return arguments.Error("timeout", $"nobody can wait for {timeout} seconds", "give 0 to 86400");
        }
    }
}
