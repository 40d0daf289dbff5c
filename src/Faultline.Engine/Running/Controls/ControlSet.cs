using System.Collections.Immutable;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Running.Controls;

/// <summary>
/// Which controls apply where, and in which order (reference specification §13). Each applies once at each level; one that stands
/// closer to what it controls takes the place of one of the experiment with the same name.
/// <code>
/// experiment              global, experiment
/// hypothesis, activity    experiment (automatic), global, its own
/// method, rollbacks       experiment (automatic), global
/// </code>
/// </summary>
internal sealed class ControlSet(IReadOnlyList<IControlProvider> providers, IEnumerable<ControlDeclaration> globals) : IDisposable
{
    private readonly Dictionary<(string Name, string? Type, string? Module), IControl?> _made = [];
    private readonly Lock _lock = new();
    private readonly List<ControlDeclaration> _globals = [.. LastOfEachName(globals)];

    /// <summary>Whether any control could ever be called.</summary>
    public static bool IsNeeded(DataObject document, IEnumerable<ControlDeclaration> globals) =>
        globals.Any() || Places(document).Any(controls => controls is DataArray { Items.Length: > 0 });

    /// <summary>The global controls.</summary>
    public ImmutableArray<AppliedControl> Globals => Apply(_globals);

    /// <summary>All that are configured and cleaned up: one of each name, in the order of the document, global ones first.</summary>
    public ImmutableArray<AppliedControl> All(DataObject document) =>
        Apply(_globals.Concat(Places(document).SelectMany(Declared)).DistinctBy(control => control.Name));

    /// <summary>Those around the whole experiment.</summary>
    public ImmutableArray<AppliedControl> AtExperiment(DataObject document) => Apply(_globals.Concat(Declared(document["controls"])));

    /// <summary>Those around the method and the rollbacks.</summary>
    public ImmutableArray<AppliedControl> AtSequence(DataObject document) => AtPart(document, null);

    /// <summary>Those around a hypothesis or an activity.</summary>
    /// <param name="document">The experiment.</param>
    /// <param name="own">What the hypothesis or activity itself declares under <c>controls</c>.</param>
    public ImmutableArray<AppliedControl> AtPart(DataObject document, DataNode? own)
    {
        var top = Declared(document["controls"]).ToList();
        var closer = _globals.Concat(Resolved(own, top)).ToList();
        var automatic = top.Where(control =>
            control.Document["automatic"] is not DataBoolean { Value: false } && !closer.Exists(other => other.Name == control.Name)
        );
        return Apply(automatic.Concat(closer));
    }

    /// <summary>A global control that could not be configured is not called again.</summary>
    public void Drop(ControlDeclaration control)
    {
        lock (_lock)
        {
            _globals.RemoveAll(global => ReferenceEquals(global, control));
        }
    }

    /// <summary>Lets go of the controls that hold something.</summary>
    public void Dispose()
    {
        foreach (var control in _made.Values.OfType<IDisposable>())
        {
            control.Dispose();
        }
    }

    private ImmutableArray<AppliedControl> Apply(IEnumerable<ControlDeclaration> declarations)
    {
        lock (_lock)
        {
            return [.. declarations.Select(declaration => new AppliedControl(declaration, Make(declaration)))];
        }
    }

    private IControl? Make(ControlDeclaration declaration)
    {
        var key = (declaration.Name, declaration.ProviderType, declaration.Module);
        if (!_made.TryGetValue(key, out var control))
        {
            control = providers.Select(provider => provider.Create(declaration)).FirstOrDefault(made => made is not null);
            _made.Add(key, control);
        }

        return control;
    }

    private static IEnumerable<ControlDeclaration> LastOfEachName(IEnumerable<ControlDeclaration> globals)
    {
        var all = globals.ToList();
        return all.Select(control => control.Name).Distinct().Select(name => all.Last(control => control.Name == name));
    }

    // A reference stands for the control of the experiment that it names; one that leads nowhere was refused before the run.
    private static IEnumerable<ControlDeclaration> Resolved(DataNode? own, List<ControlDeclaration> top) =>
        Objects(own)
            .Select(control =>
                control.Text("ref") is { } name ? top.FirstOrDefault(declared => declared.Name == name) : Declaration(control)
            )
            .OfType<ControlDeclaration>();

    private static IEnumerable<ControlDeclaration> Declared(DataNode? controls) =>
        Objects(controls).Where(control => !control.Has("ref")).Select(Declaration).OfType<ControlDeclaration>();

    private static ControlDeclaration? Declaration(DataObject control) =>
        control["name"] is { } name and not DataNull ? new ControlDeclaration(PythonText.Str(name), control) : null;

    private static IEnumerable<DataObject> Objects(DataNode? list) => ((list as DataArray)?.Items ?? []).OfType<DataObject>();

    private static IEnumerable<DataNode?> Places(DataObject document)
    {
        yield return document["controls"];
        var hypothesis = document["steady-state-hypothesis"] as DataObject;
        yield return hypothesis?["controls"];
        foreach (var step in Objects(hypothesis?["probes"]).Concat(Objects(document["method"])).Concat(Objects(document["rollbacks"])))
        {
            yield return step["controls"];
        }
    }
}
