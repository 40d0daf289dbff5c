using System.Globalization;
using System.Runtime.InteropServices;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>The first event of a run.</summary>
internal static class RunStart
{
    public static RunStarted Of(RunRequest request, RunContext run)
    {
        var experiment = request.Plan.Experiment;
        var title = run.Substitution.Masked.Apply(experiment.Title);
        return new RunStarted
        {
            RunId = request.RunId,
            Source = experiment.Source,
            Title = PythonText.Str(title),
            Document = experiment
                .Document.With("title", title)
                .With("dry", request.Dry == DryMode.None ? DataNull.Instance : request.Dry.Name()),
            Dry = request.Dry,
            HypothesisStrategy = request.Plan.HypothesisStrategy,
            RollbackStrategy = request.Plan.RollbackStrategy,
            HasHypothesis = request.Plan.Probes.Length > 0,
            Rollbacks = request.Plan.Rollbacks.Length,
            Version = request.Version,
            Node = Environment.MachineName,
            Platform = string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}"
            ),
        };
    }
}
