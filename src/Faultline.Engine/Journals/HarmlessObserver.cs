using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>Keeps what another observer throws from the run: its log has everything that the observer then lacks.</summary>
internal sealed class HarmlessObserver(IRunObserver observer) : IRunObserver
{
    public void OnEvent(RunEvent happened)
    {
        try
        {
            observer.OnEvent(happened);
        }
        catch (Exception)
        {
            // An observer only reads; nothing that it fails at may keep a fault from being undone.
        }
    }
}
