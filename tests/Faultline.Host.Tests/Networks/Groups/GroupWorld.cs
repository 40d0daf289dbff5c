using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Host.Networks.Groups;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Cgroups;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Groups;

/// <summary>Two processes that share a network namespace; one of them is the target.</summary>
internal sealed class GroupWorld(string function, params (string Key, DataNode Value)[] arguments) : FaultWorld
{
    private readonly UnifiedHierarchy _hierarchy = UnifiedHierarchy.Open();
    private NamespacePair? _pair;
    private string? _group;

    public override string Function => function;

    public override DataObject Arguments => DataObject.Of([.. arguments]);

    public override DataObject Target =>
        _group is null
            ? DataObject.Of(("type", "process"), ("pid", (long)Talker.Pid))
            : DataObject.Of(("type", "cgroup"), ("path", _hierarchy.Folder(_group)));

    public override string? Missing => NamespacePair.WhyNot() ?? WhyNot();

    /// <summary>Whether the target is a control group of its own, in which the process is from the beginning.</summary>
    public bool IsGroup { get; init; }

    public Talker Talker { get; private set; } = null!;

    public Talker Other { get; private set; } = null!;

    public Receiver Receiver { get; private set; } = null!;

    public Receiver OtherReceiver { get; private set; } = null!;

    public NamespacePair Pair => _pair!;

    public override Task MakeAsync(CancellationToken stop)
    {
        if (_pair is not null)
        {
            return Task.CompletedTask;
        }

        _pair = NamespacePair.Create();
        Receiver = new Receiver(_pair.Far, NamespacePair.FarAddress);
        OtherReceiver = new Receiver(_pair.Far, NamespacePair.FarAddress);
        Talker = new Talker(_pair.Near, Receiver);
        Other = new Talker(_pair.Near, OtherReceiver);
        if (IsGroup)
        {
            _group = $"/test-{_pair.Near}";
            _hierarchy.Create(_group);
            _hierarchy.TryMove(Talker.Pid, _group);
        }

        return Task.CompletedTask;
    }

    public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(Talker.IsThere ? Talker.Group : "gone");

    public override Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult(Other.Group);

    public override Task<ImmutableArray<string>> NamesAsync(CancellationToken stop) =>
        Task.FromResult(
            Directory
                .EnumerateDirectories(_hierarchy.Root, "fl-*", SearchOption.AllDirectories)
                .Select(path => Path.GetFileName(path)!)
                .ToImmutableArray()
        );

    public override Task<bool> RemoveTargetAsync(CancellationToken stop)
    {
        Talker.Dispose();
        return Task.FromResult(true);
    }

    public override ValueTask DisposeAsync()
    {
        Talker?.Dispose();
        Other?.Dispose();
        Receiver?.Dispose();
        OtherReceiver?.Dispose();
        _pair?.Dispose();
        if (_group is not null)
        {
            _hierarchy.TryRemove(_group);
        }

        _hierarchy.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? WhyNot()
    {
        var report = GroupDropMechanism.All[^1].ProbeAsync(CancellationToken.None).Result;
        return report.Works ? null : $"{report.Why}: {report.Remedy}";
    }
}
