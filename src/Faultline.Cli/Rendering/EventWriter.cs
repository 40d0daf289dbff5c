using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering;

/// <summary>A run as lines of JSON, one event each, as the log has them.</summary>
internal sealed class EventWriter(TextWriter output) : IRunObserver
{
    public void OnEvent(RunEvent happened) => output.WriteLine(JsonText.Write(EventCodec.Write(happened), indent: 0));
}
