using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Faultline.Lab.Workloads.Controllers;
using Faultline.Lab.Workloads.Controllers.DaemonSets;
using Faultline.Lab.Workloads.Controllers.Deployments;
using Faultline.Lab.Workloads.Controllers.StatefulSets;
using Faultline.Lab.Workloads.Nodes;

namespace Faultline.Lab;

/// <summary>The controllers of a lab: each brings one kind of objects to where they should be.</summary>
internal sealed class LabControllers : IAsyncDisposable
{
    private readonly AuthorityController _authorities;
    private readonly DeploymentController _deployments;
    private readonly ReplicaSetController _replicaSets;
    private readonly StatefulSetController _statefulSets;
    private readonly DaemonSetController _daemonSets;
    private readonly DisruptionBudgetController _budgets;
    private readonly TaintEviction _taints;
    private readonly Scheduler _scheduler;

    public LabControllers(ObjectStore store, Admission admission, EventRecorder events, LabFile file, string authority, TimeProvider time)
    {
        var pods = new PodFactory(store, admission, events, file.RestartDelay, time);
        _authorities = new AuthorityController(store, admission, authority, time);
        _deployments = new DeploymentController(store, admission, events, time);
        _replicaSets = new ReplicaSetController(store, pods, time);
        _statefulSets = new StatefulSetController(store, admission, pods, events, time);
        _daemonSets = new DaemonSetController(store, pods, time);
        _budgets = new DisruptionBudgetController(store, time);
        _taints = new TaintEviction(store, events, time);
        _scheduler = new Scheduler(store, events, time);
    }

    /// <summary>Tasks that end only with the lab, or fail where a controller did.</summary>
    public IEnumerable<Task> Ended =>
        [
            _authorities.Ended,
            _deployments.Ended,
            _replicaSets.Ended,
            _statefulSets.Ended,
            _daemonSets.Ended,
            _budgets.Ended,
            _taints.Ended,
            _scheduler.Ended,
        ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (
            var part in (IAsyncDisposable[])
                [_deployments, _replicaSets, _statefulSets, _daemonSets, _budgets, _taints, _scheduler, _authorities]
        )
        {
            await part.DisposeAsync();
        }
    }
}
