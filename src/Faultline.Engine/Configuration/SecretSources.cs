using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>The sources of secrets, and their sessions of one run: opened when needed, kept alive, closed at the end.</summary>
public sealed class SecretSources : IAsyncDisposable
{
    // A source that does not answer must not hold up the end of a run for long.
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ISecretSource> _sources;
    private readonly Dictionary<string, ISecretSession> _sessions = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private LeaseKeeper? _leases;

    /// <summary>The given sources; nothing is opened yet.</summary>
    /// <param name="sources">The sources, whose types differ.</param>
    /// <param name="time">The clock by which leases are renewed.</param>
    public SecretSources(IEnumerable<ISecretSource> sources, TimeProvider time)
    {
        _sources = sources.ToDictionary(source => source.Type, StringComparer.Ordinal);
        _time = time;
        Types = _sources.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The types of declarations that a source is asked for.</summary>
    public IReadOnlySet<string> Types { get; }

    /// <summary>Takes what the user should know of leases while a run goes on; called from any thread.</summary>
    public Action<string>? Warned { get; set; }

    /// <summary>What is wrong or dubious with the declarations of pending secrets; nothing is contacted.</summary>
    /// <param name="source">The document's file or address.</param>
    /// <param name="variables">The variables.</param>
    public ImmutableArray<Diagnostic> Check(string source, ResolvedVariables variables) =>
        [
            .. variables.Pending.SelectMany(pending =>
                SourceOf(pending)
                    .Check(new SecretRequest(pending.Declaration, variables.Configuration))
                    .Select(problem => new Diagnostic(
                        problem.Severity == CallProblemSeverity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                        problem.Message,
                        source,
                        problem.Where?.Position ?? pending.Declaration.Position,
                        pending.Path,
                        problem.Remedy
                    ))
            ),
        ];

    /// <summary>The variables with every pending secret fetched, once; what could not be had is among the problems, which are new ones only.</summary>
    /// <param name="source">The document's file or address.</param>
    /// <param name="variables">The variables, whose declarations were checked.</param>
    /// <param name="stop">Ends the attempt.</param>
    public async Task<ResolvedVariables> FetchAsync(string source, ResolvedVariables variables, CancellationToken stop)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var sensitive = variables.Sensitive.ToBuilder();
        var secrets = variables.Secrets;
        foreach (var pending in variables.Pending)
        {
            void Tell(DiagnosticSeverity severity, string message, string? remedy = null) =>
                problems.Add(new Diagnostic(severity, message, source, pending.Declaration.Position, pending.Path, remedy));

            var session = SessionOf(pending);
            var answer = await session.FetchAsync(new SecretRequest(pending.Declaration, variables.Configuration), stop);
            sensitive.AddRange(answer.Sensitive);
            foreach (var warning in answer.Warnings)
            {
                Tell(DiagnosticSeverity.Warning, warning);
            }

            switch (answer)
            {
                case SecretAnswer.Found found:
                    secrets = Put(secrets, pending.Keys.AsSpan(), found.Value);
                    _leases ??= new LeaseKeeper(_time, text => Warned?.Invoke(text));
                    _leases.Keep(session, found.Leases);
                    break;
                case SecretAnswer.Failed failed:
                    var mask = new SecretMask(
                        Known(secrets, variables.Pending.SkipWhile(one => !ReferenceEquals(one, pending))),
                        sensitive
                    );
                    Tell(DiagnosticSeverity.Error, mask.Apply(failed.Message), failed.Remedy is null ? null : mask.Apply(failed.Remedy));
                    break;
            }
        }

        return variables with
        {
            Secrets = secrets,
            Sensitive = sensitive.ToImmutable(),
            Pending = [],
            Problems = problems.ToImmutable(),
        };
    }

    /// <summary>Ends every session: leases are given back, tokens of logins revoked. It may be called more than once.</summary>
    /// <returns>What could not be given back.</returns>
    public async Task<ImmutableArray<string>> CloseAsync()
    {
        if (_leases is not null)
        {
            await _leases.DisposeAsync();
            _leases = null;
        }

        var problems = ImmutableArray.CreateBuilder<string>();
        using var limit = new CancellationTokenSource(ClosingTime, _time);
        foreach (var (type, session) in _sessions)
        {
            try
            {
                problems.AddRange(await session.CloseAsync(limit.Token));
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                problems.Add($"What the secrets of type '{type}' were fetched with could not be given back in time.");
            }
        }

        _sessions.Clear();
        return problems.ToImmutable();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private ISecretSource SourceOf(PendingSecret pending) => _sources[pending.Declaration.Text("type")!];

    private ISecretSession SessionOf(PendingSecret pending)
    {
        var source = SourceOf(pending);
        if (!_sessions.TryGetValue(source.Type, out var session))
        {
            session = source.Open();
            _sessions.Add(source.Type, session);
        }

        return session;
    }

    // Declarations are no secrets: their words stand in what is said of them.
    private static DataObject Known(DataObject secrets, IEnumerable<PendingSecret> pending) =>
        pending.Aggregate(secrets, (tree, one) => Put(tree, one.Keys.AsSpan(), DataNull.Instance));

    private static DataObject Put(DataObject tree, ReadOnlySpan<string> keys, DataNode value) =>
        tree.With(keys[0], keys.Length == 1 ? value : Put((DataObject)tree[keys[0]]!, keys[1..], value));
}
