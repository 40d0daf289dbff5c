using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Local.Http;

/// <summary>Sends one HTTP request (reference specification §5.2). Any answer is a success; no answer is a failure.</summary>
public sealed class HttpProvider(HttpConnections connections, TimeProvider time) : IActivityProvider, ICheckCalls, IPlanCalls
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
    public bool MayNameTargets(ActivityCall call) => false;

    /// <inheritdoc/>
    public Task<CallPlan> PlanAsync(ActivityCall call, PlanContext context, CancellationToken stop) => Task.FromResult(HttpPlans.Of(call));

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
        using var patience = new ReadPatience(template.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Over);
        try
        {
            return await FollowAsync(call, template, patience, either.Token);
        }
        catch (InvalidDataException e)
        {
            return new ActivityOutcome.Crashed(e.Message);
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

    private async Task<ActivityOutcome> FollowAsync(
        ActivityCall call,
        HttpRequestTemplate first,
        ReadPatience patience,
        CancellationToken stop
    )
    {
        var template = first;
        for (var redirects = 0; ; redirects++)
        {
            using var request = template.CreateRequest();
            request.Options.Set(HttpConnections.Patience, patience);
            patience.Restart();
            var invoker = connections.Invoker(template.VerifyTls && template.Address.Scheme == Uri.UriSchemeHttps);
            using var response = await invoker.SendAsync(request, stop);
            if (HttpRedirects.LocationOf(response, template.Address) is not { } location)
            {
                return await HttpResponseReader.ReadAsync(response, first, patience, stop) switch
                {
                    { Problem: { } why } => new ActivityOutcome.Crashed(why),
                    var answer => Succeeded(call, answer.Output!, (int)response.StatusCode, answer.Warning),
                };
            }

            if (redirects == HttpRedirects.Most)
            {
                return new ActivityOutcome.Crashed($"more than {HttpRedirects.Most} redirects from {first.Address.OriginalString}");
            }

            if (!HttpRequestTemplate.IsAddress(location.OriginalString))
            {
                return new ActivityOutcome.Crashed(
                    $"{template.Address.OriginalString} redirects to '{location.OriginalString}', which is not an address with http or https"
                );
            }

            template = HttpRedirects.Follow(template, response.StatusCode, location);
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

    // The innermost reason is the one that a person can act on.
    private static string Explain(HttpRequestException e)
    {
        Exception innermost = e;
        while (innermost.InnerException is not null)
        {
            innermost = innermost.InnerException;
        }

        var message = e.Message.Replace(", see inner exception", "", StringComparison.Ordinal);
        return message.Contains(innermost.Message, StringComparison.Ordinal) ? message : $"{message} {innermost.Message}";
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
