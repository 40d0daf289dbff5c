using Faultline.Abstractions.Data;

namespace Faultline.Cli.Initialization;

/// <summary>An experiment on whatever answers at an address; it is asked once, to see what it answers.</summary>
internal static class AddressProposal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The experiment, and what should be said with it.</summary>
    public static async Task<(DataObject Experiment, string? Note)> MakeAsync(Uri address, TimeProvider time, CancellationToken stop)
    {
        var (status, note) = await LookAsync(address, time, stop);
        var place = address.GetLeftPart(UriPartial.Path);
        var experiment = DataObject.Of(
            ("title", $"{address.Authority} keeps answering its users"),
            (
                "description",
                $"Do users of {place} still get status {status} within three seconds while something behind it fails? Put what fails into the method: 'faultline discover --list' shows what there is."
            ),
            ("tags", DataArray.Of(["http"])),
            (
                "steady-state-hypothesis",
                Proposal.Hypothesis(
                    $"{place} answers in time",
                    [Proposal.Page($"{address.Host}-answers-with-{status}", address.AbsoluteUri, status)]
                )
            ),
            ("method", DataArray.Empty),
            ("rollbacks", DataArray.Empty)
        );
        return (experiment, note);
    }

    private static async Task<(int Status, string? Note)> LookAsync(Uri address, TimeProvider time, CancellationToken stop)
    {
        // The http provider follows redirects too.
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            return status < 400
                ? (status, null)
                : (200, $"{address.Authority} answers with status {status} now; the hypothesis wants 200.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return (200, $"{address.Authority} did not answer now; the hypothesis wants status 200 of it.");
        }
    }
}
