using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;
using Faultline.Providers.Kubernetes;
using Faultline.Providers.Kubernetes.Reversing;

namespace Faultline.Lab.Tests.Reversing;

/// <summary>The Kubernetes functions on a lab, and what undoes them as another process would: by what was written down.</summary>
internal sealed class ReversedChanges : IChangeRecorder, IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly ProcessEnvironment _environment;
    private readonly KubernetesFunctions _functions;
    private readonly List<ChangeRecord> _changes = [];

    public ReversedChanges(LabFixture lab)
    {
        _environment = new ProcessEnvironment(new Dictionary<string, string> { ["KUBECONFIG"] = lab.Lab.KubeconfigPath });
        _functions = new KubernetesFunctions(_environment, _starter, TimeProvider.System, new Random(7));
    }

    /// <summary>What was written down, each with what was known of it last.</summary>
    public IReadOnlyList<ChangeRecord> Changes => _changes;

    /// <summary>Whether nobody tells what came of changes, as where the process dies at that moment.</summary>
    public bool DiesOnChange { get; set; }

    public async Task CallAsync(string function, string arguments)
    {
        _functions.TryFind("chaosk8s." + function, out var found).ShouldBeTrue();
        var call = new FunctionCall((DataObject)JsonText.Parse(arguments), DataObject.Empty, DataObject.Empty) { Changes = this };
        var outcome = await found!.CallAsync(call, LabFixture.Cancelled);
        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>((outcome as ActivityOutcome.Failed)?.Message ?? outcome.ToString());
    }

    public void Record(ChangeRecord change) => _changes.Add(change);

    public void Made(ChangeRecord recorded, ChangeRecord made)
    {
        if (!DiesOnChange)
        {
            _changes[_changes.FindIndex(one => ReferenceEquals(one, recorded))] = made;
        }
    }

    public void NotMade(ChangeRecord recorded) => _changes.RemoveAll(one => ReferenceEquals(one, recorded));

    /// <summary>Undoes all, the last first, as a watchdog does: nothing of the environment, but what was kept in memory.</summary>
    public Task<IReadOnlyList<RevertResult>> RevertAsync() => RevertAsync(ProcessEnvironment([]), change => change.Secrets);

    /// <summary>Undoes all, the last first, as a person does: by the files and the person's environment.</summary>
    public Task<IReadOnlyList<RevertResult>> RecoverAsync(params KeyValuePair<string, string>[] environment) =>
        RevertAsync(ProcessEnvironment(environment), _ => DataObject.Empty);

    public async ValueTask DisposeAsync()
    {
        _functions.Dispose();
        await _starter.DisposeAsync();
    }

    private static ProcessEnvironment ProcessEnvironment(KeyValuePair<string, string>[] variables) =>
        new(new Dictionary<string, string>(variables));

    private async Task<IReadOnlyList<RevertResult>> RevertAsync(IEnvironment environment, Func<ChangeRecord, DataObject> secrets)
    {
        var reversal = new KubernetesReversal(environment, _starter, TimeProvider.System);
        var results = new List<RevertResult>();
        foreach (var change in _changes.Where(one => one.Reversal == reversal.Name).Reverse())
        {
            results.Add(await reversal.RevertAsync(WrittenAndRead(change), secrets(change), LabFixture.Cancelled));
        }

        return results;
    }

    // As it stands in a file.
    private static UndoRecord WrittenAndRead(ChangeRecord change)
    {
        var record = change.ToUndoRecord("fl-1", "run", "boot", DateTimeOffset.UtcNow);
        return UndoRecordText.Read((DataObject)JsonText.Parse(JsonText.Write(UndoRecordText.Write(record), indent: 0)))!;
    }
}
