using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Running.Controls;

/// <summary>Controls that mostly look, and now and then do any of the things that a control may do.</summary>
internal sealed class RandomControls
{
    private readonly Random _random;

    public RandomControls(Random random)
    {
        _random = random;
        Provider = new FakeControls { Answers = (call, _) => Answer(call) };
    }

    public FakeControls Provider { get; }

    /// <summary>The document with a control or two, and now and then one at an activity.</summary>
    public DataObject Around(DataObject document)
    {
        var controls = Enumerable.Range(1, _random.Next(1, 3)).Select(i => (DataNode)FakeControls.Declare($"top-{i}"));
        var controlled = document.With("controls", DataArray.Of(controls));
        return document["method"] is DataArray method
            ? controlled.With("method", DataArray.Of(method.Items.Select(step => Own((DataObject)step))))
            : controlled;
    }

    private DataObject Own(DataObject step) =>
        _random.Next(4) == 0 && !step.Has("ref") ? step.With("controls", DataArray.Of([FakeControls.Declare("own")])) : step;

    private ControlAnswer? Answer(ControlCall call) =>
        _random.Next(200) switch
        {
            0 or 1 => new ControlAnswer { Interrupt = "chance" },
            2 => new ControlAnswer { Exit = _random.Next(2) == 0 ? 20 : 30 },
            3 or 4 => ControlAnswer.Failed("chance"),
            5 => throw new InvalidOperationException("chance"),
            < 10 => new ControlAnswer { Configuration = call.Configuration.With("chance", _random.Next()) },
            < 12 => new ControlAnswer { Secrets = call.Secrets.With("chance", DataObject.Of(("more", RandomExperiment.Secret))) },
            < 16 => new ControlAnswer { LeaveOut = true },
            < 20 when call.Experiment is DataObject experiment => new ControlAnswer { Experiment = Grown(experiment) },
            20 when call.Experiment is DataObject experiment => new ControlAnswer { Experiment = experiment.With("method", "nonsense") },
            21 => new ControlAnswer { Context = DataObject.Of(("nonsense", 1)) },
            _ => null,
        };

    private static DataObject Grown(DataObject experiment) =>
        experiment["method"] is DataArray { Items.Length: < 20 } method
            ? experiment.With("method", DataArray.Of(method.Items.Append(Some.Action("grown"))))
            : experiment;
}
