using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Tests.Documents;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Configuration;

public sealed class SecretSourcesTests
{
    private readonly ManualClock _clock = new();
    private readonly Lender _lender = new();

    [Fact]
    public async Task Secrets_are_fetched_where_they_are_declared()
    {
        await using var sources = new SecretSources([_lender], _clock);
        var variables = Resolved(
            "{\"g\": {\"a\": {\"type\": \"lent\", \"say\": \"x\"}, \"deep\": {\"b\": {\"type\": \"lent\", \"say\": 2}}, \"c\": \"d\"}}",
            sources
        );

        var fetched = await sources.FetchAsync("test.json", variables, CancellationToken.None);

        fetched.Secrets.ToString().ShouldBe("{\"g\": {\"a\": \"x\", \"deep\": {\"b\": 2}, \"c\": \"d\"}}");
        fetched.Pending.ShouldBeEmpty();
        fetched.Sensitive.ShouldContain("token-of-the-lender");
        _lender.Opened.ShouldBe(1);
    }

    [Fact]
    public void A_value_that_was_given_is_not_fetched()
    {
        var sources = new SecretSources([_lender], _clock);
        var overrides = new Overrides { Secrets = (DataObject)JsonText.Parse("{\"g\": {\"a\": \"mine\"}}") };

        var variables = Resolved("{\"g\": {\"a\": {\"type\": \"lent\"}, \"b\": {\"type\": \"lent\"}}}", sources, overrides);

        variables.Secrets.ToString().ShouldBe("{\"g\": {\"a\": \"mine\", \"b\": {\"type\": \"lent\"}}}");
        variables.Pending.Select(pending => pending.Path).ShouldBe(["$.secrets.g.b"]);
    }

    [Fact]
    public void What_is_wrong_with_a_declaration_is_told_with_its_place()
    {
        var sources = new SecretSources([_lender], _clock);
        var variables = Resolved("{\"g\": {\"a\": {\"type\": \"lent\", \"wrong\": 1}}}", sources);

        Reading.Shown(sources.Check("test.json", variables)).ShouldBe("Error test.json:2:50 $.secrets.g.a: wrong | Do it right.");
        _lender.Opened.ShouldBe(0);
    }

    [Fact]
    public async Task What_can_not_be_had_is_told_with_its_place_and_without_other_secrets()
    {
        await using var sources = new SecretSources([_lender], _clock);
        var variables = Resolved("{\"g\": {\"a\": {\"type\": \"lent\", \"fail\": \"no token-of-the-lender\"}}}", sources);

        var fetched = await sources.FetchAsync("test.json", variables, CancellationToken.None);

        Reading.Shown(fetched.Problems).ShouldBe("Error test.json:2:24 $.secrets.g.a: no *****");
    }

    [Fact]
    public async Task A_lease_is_renewed_before_it_ends_for_as_long_as_the_run_takes()
    {
        await using var sources = new SecretSources([_lender], _clock);
        await FetchAsync(sources);

        var renewedAt = new List<double>();
        for (var seconds = 1; _lender.Renewals < 3; seconds++)
        {
            var before = _lender.Renewals;
            await UntilAsync(() => _clock.UntilNext is not null);
            _clock.Advance(TimeSpan.FromSeconds(1));
            await UntilAsync(() => _clock.UntilNext is not null);
            if (_lender.Renewals > before)
            {
                renewedAt.Add(seconds);
            }
        }

        renewedAt.ShouldBe([40, 80, 120]);
        (await sources.CloseAsync()).ShouldBe(["something is left"]);
        _clock.Advance(TimeSpan.FromSeconds(1000));
        _lender.Renewals.ShouldBe(3);
    }

    [Fact]
    public async Task A_lease_that_can_not_be_renewed_is_told_once_and_when_it_ends()
    {
        var warnings = new List<string>();
        await using var sources = new SecretSources([_lender], _clock) { Warned = warnings.Add };
        _lender.Problem = "not now";
        await FetchAsync(sources);

        while (warnings.Count < 2)
        {
            await UntilAsync(() => warnings.Count == 2 || _clock.UntilNext is not null);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        warnings.ShouldBe(["not now", "The loan has ended before the run did: what was fetched with it may no longer be valid."]);
        _lender.Renewals.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Sessions_are_closed_once()
    {
        await using var sources = new SecretSources([_lender], _clock);
        await FetchAsync(sources);

        await sources.CloseAsync();
        (await sources.CloseAsync()).ShouldBeEmpty();

        _lender.Closed.ShouldBe(1);
    }

    private static async Task FetchAsync(SecretSources sources) =>
        await sources.FetchAsync(
            "test.json",
            Resolved("{\"g\": {\"a\": {\"type\": \"lent\", \"say\": \"x\"}}}", sources),
            CancellationToken.None
        );

    private static ResolvedVariables Resolved(string secrets, SecretSources sources, Overrides? overrides = null)
    {
        var text = "{\"title\": \"t\", \"description\": \"d\", \"method\": [],\n\"secrets\": " + secrets + "}";
        var experiment = ExperimentReader.Read(JsonText.Parse(text), "test.json").Experiment.ShouldNotBeNull();
        return ConfigurationResolver.Resolve(
            experiment,
            overrides ?? Overrides.None,
            new ProcessEnvironment(new Dictionary<string, string>()),
            sources.Types
        );
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Lender : ISecretSource, ISecretSession
    {
        public int Opened { get; private set; }

        public int Closed { get; private set; }

        public int Renewals { get; private set; }

        public string? Problem { get; set; }

        public string Type => "lent";

        public IEnumerable<CallProblem> Check(SecretRequest request) =>
            request.Declaration["wrong"] is { } wrong ? [new CallProblem("wrong") { Where = wrong, Remedy = "Do it right." }] : [];

        public ISecretSession Open()
        {
            Opened++;
            return this;
        }

        public Task<SecretAnswer> FetchAsync(SecretRequest request, CancellationToken stop) =>
            Task.FromResult<SecretAnswer>(
                request.Declaration.Text("fail") is { } why
                    ? new SecretAnswer.Failed(why) { Sensitive = ["token-of-the-lender"] }
                    : new SecretAnswer.Found(request.Declaration["say"]!)
                    {
                        Sensitive = ["token-of-the-lender"],
                        Leases = [new SecretLease("The loan", TimeSpan.FromSeconds(60), IsRenewable: true)],
                    }
            );

        public Task<SecretRenewal> RenewAsync(SecretLease lease, CancellationToken stop)
        {
            Renewals++;
            return Task.FromResult(Problem is null ? new SecretRenewal(lease) : new SecretRenewal(null, Problem));
        }

        public Task<IReadOnlyList<string>> CloseAsync(CancellationToken stop)
        {
            Closed++;
            return Task.FromResult<IReadOnlyList<string>>(["something is left"]);
        }
    }
}
