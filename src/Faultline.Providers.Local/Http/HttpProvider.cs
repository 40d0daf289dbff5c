using System.Globalization;
using System.Net;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Http;

/// <summary>Sends one HTTP request (reference specification §5.2). Any answer is a success; no answer is a failure.</summary>
public sealed class HttpProvider(HttpConnections connections, TimeProvider time) : IActivityProvider, ICheckCalls
{
    private const string TooLong = "activity took too long to complete";

    private const string Above400 =
        "This HTTP call returned a response with a HTTP status code above 400. This may indicate some error and not what you expected. "
        + "Please have a look at the logs.";

    private static readonly string[] Keys =
    [
        "type",
        "url",
        "method",
        "headers",
        "arguments",
        "timeout",
        "verify_tls",
        "max_retries",
        "expected_status",
        "secrets",
    ];

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public IReadOnlyList<string> SubstitutedFields { get; } = ["url", "headers", "timeout", "arguments"];

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<CallProblem>>([.. Check(call.Provider)]);

    /// <inheritdoc/>
    public async Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var (template, problem) = HttpRequestTemplate.Read(call.Provider);
        if (template is null)
        {
            return new ActivityOutcome.Crashed(problem!);
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await SendAsync(call, template, stop);
            }
            catch (HttpRequestException) when (attempt < template.MaxRetries && !stop.IsCancellationRequested)
            {
                // Refused, reset or closed: the same request again, at once, as often as the activity asks for.
            }
            catch (HttpRequestException e)
            {
                return new ActivityOutcome.Failed($"failed to connect to {template.Address.OriginalString}: {Explain(e)}");
            }
        }
    }

    private async Task<ActivityOutcome> SendAsync(ActivityCall call, HttpRequestTemplate template, CancellationToken stop)
    {
        using var request = template.CreateRequest();
        using var patience = new ReadPatience(template.ReadTimeout, time);
        request.Options.Set(HttpConnections.Patience, patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Over);
        try
        {
            using var response = await connections.Invoker(template.VerifyTls).SendAsync(request, either.Token);
            if (IsRedirect(response))
            {
                return new ActivityOutcome.Crashed(
                    $"more than {HttpConnections.MostRedirects} redirects from {template.Address.OriginalString}"
                );
            }

            return await HttpResponseReader.ReadAsync(response, template, patience, either.Token) switch
            {
                { Problem: { } why } => new ActivityOutcome.Crashed(why),
                var answer => Succeeded(call, answer.Output!, (int)response.StatusCode, answer.Warning),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ActivityOutcome.Stopped();
        }
        catch (OperationCanceledException) when (patience.Over.IsCancellationRequested)
        {
            return new ActivityOutcome.Failed(TooLong);
        }
    }

    private static ActivityOutcome.Succeeded Succeeded(ActivityCall call, DataNode output, int status, string? warning)
    {
        var warnings = new List<string>();
        if (status > 399 && !call.HasTolerance)
        {
            warnings.Add(Above400);
        }

        if (call.Provider["expected_status"] is DataNumber expected && expected.ToDouble() != status)
        {
            warnings.Add(
                string.Create(CultureInfo.InvariantCulture, $"'{call.Name}' expects status {expected.Text}, and the answer's is {status}.")
            );
        }

        if (warning is not null)
        {
            warnings.Add(warning);
        }

        return new ActivityOutcome.Succeeded(output)
        {
            Warnings = [.. warnings],
            Unproven =
                status > 399 && !call.HasTolerance
                    ? string.Create(CultureInfo.InvariantCulture, $"its HTTP call was answered with status {status}.")
                    : null,
        };
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is not null;

    // The innermost reason is the one that a person can act on.
    private static string Explain(HttpRequestException e)
    {
        Exception innermost = e;
        while (innermost.InnerException is not null)
        {
            innermost = innermost.InnerException;
        }

        return innermost == e || e.Message.Contains(innermost.Message, StringComparison.Ordinal)
            ? e.Message
            : $"{e.Message} {innermost.Message}";
    }

    private static IEnumerable<CallProblem> Check(DataObject provider)
    {
        foreach (var problem in CallChecks.UnknownKeys(provider, Keys))
        {
            yield return problem;
        }

        var url = provider["url"];
        if (CallChecks.IsFalsy(url))
        {
            yield return new CallProblem("a HTTP activity must have a URL") { Where = url };
        }
        else if (url is not DataString text)
        {
            yield return Dubious($"a URL is a text, and this is {url!.Kind}", url);
        }
        else if (!text.Value.Contains('$', StringComparison.Ordinal) && !HttpRequestTemplate.IsAddress(text.Value))
        {
            yield return Dubious($"'{text.Value}' is not an address with http or https; the run would abort there", url);
        }

        if (provider["headers"] is { } headers and not DataNull)
        {
            if (headers is not DataObject mapping)
            {
                yield return new CallProblem("a HTTP activities expect headers as a mapping") { Where = headers };
            }
            else
            {
                foreach (var header in mapping.Members.Where(header => header.Value is not (DataString or DataNull)))
                {
                    yield return Dubious(
                        $"the header '{header.Key}' must be a text, and is {header.Value.Kind}; the run would abort there",
                        header.Value
                    );
                }
            }
        }

        if (provider["method"] is { } method and not DataString)
        {
            yield return Dubious($"an HTTP method is a text, and this is {method.Kind}", method);
        }

        if (
            provider["timeout"] is { } timeout
            && timeout is not DataString { Value: ['$', ..] }
            && !HttpRequestTemplate.TryTimeouts(timeout, out _, out _)
        )
        {
            yield return Dubious(
                "a timeout is a number of seconds, or a pair of them for connecting and reading; the run would abort there",
                timeout
            );
        }

        foreach (var key in new[] { "max_retries", "expected_status" })
        {
            if (provider[key] is { } number and not (DataNumber { IsInteger: true } or DataNull))
            {
                yield return Dubious($"'{key}' is an integer, and this is {number.Kind}; it has no effect", number);
            }
        }
    }

    private static CallProblem Dubious(string message, DataNode where) =>
        new(message) { Where = where, Severity = CallProblemSeverity.Warning };
}
