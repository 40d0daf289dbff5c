using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>How long a function takes at most: what it waits for by its arguments, and each question to the API.</summary>
internal static class CallBounds
{
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="requests">How many requests it makes.</param>
    /// <param name="commands">In how many pods it runs a command.</param>
    public static CallBound Of(FunctionSignature function, DataObject arguments, int requests, int commands = 1)
    {
        var wait = TimeSpan.Zero;
        foreach (var parameter in function.Parameters.Where(one => one.Name is "timeout" or "request_timeout"))
        {
            var value = arguments[parameter.Name] is { } given and not DataNull ? given : parameter.Default;
            if (value is not DataNumber number || number.ToDouble() is not (>= 0 and <= 10_000_000 and var seconds))
            {
                return CallBound.Unbounded($"its argument '{parameter.Name}' is not a number of seconds");
            }

            wait += TimeSpan.FromSeconds(seconds) * (parameter.Name == "request_timeout" ? commands : 1);
        }

        var each = KubernetesClient.DefaultDeadline;
        var words = string.Create(CultureInfo.InvariantCulture, $"{each.TotalSeconds:0} s for each of {requests} requests");
        return new CallBound(
            wait + (each * requests),
            wait == TimeSpan.Zero ? words : string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds:0.###} s to wait, {words}")
        );
    }
}
