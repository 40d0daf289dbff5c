using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>
/// Does the same to several objects, one after the other. Where it can't go on, the message says what has been done by then: it is
/// done, whatever becomes of the rest.
/// </summary>
/// <param name="done">What has been done to them, in one word: <c>Deleted</c>.</param>
/// <param name="doing">What is being done: <c>deleting pods</c>.</param>
internal sealed class OneByOne(string done, string doing)
{
    private readonly List<string> _done = [];
    private readonly List<string> _gone = [];

    /// <summary>Those it was done to.</summary>
    public IReadOnlyList<string> Done => _done;

    /// <summary>What the user should know besides.</summary>
    public ImmutableArray<string> Warnings =>
        _gone.Count == 0 ? [] : [$"gone before they could be {Lower(done)}, so not counted: {List(_gone)}"];

    /// <summary>Does it to all; an object that is gone already does not count.</summary>
    /// <returns>Null where all is done; otherwise how the call ends.</returns>
    public async Task<ActivityOutcome?> RunAsync(ImmutableArray<string> names, Func<string, Task> act, CancellationToken stop)
    {
        foreach (var name in names)
        {
            try
            {
                await act(name);
                _done.Add(name);
            }
            catch (KubernetesException e) when (e.StatusCode == 404)
            {
                _gone.Add(name);
            }
            catch (KubernetesException e)
            {
                return Outcomes.Of(e, e.Message.TrimEnd('.') + Tally(names)) with { Warnings = Warnings };
            }
            catch (ClusterAccessException e)
            {
                return new ActivityOutcome.Crashed(e.Message.TrimEnd('.') + Tally(names)) { Warnings = Warnings };
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return new ActivityOutcome.Stopped { Warnings = [.. Warnings, $"stopped while {doing}" + Tally(names)] };
            }
        }

        return null;
    }

    /// <summary>Names in a sentence.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private string Tally(ImmutableArray<string> names) =>
        $". {done} before that: {(_done.Count == 0 ? "none" : List(_done))}; chosen were {List(names)}.";

    private static string Lower(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
