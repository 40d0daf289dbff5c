using Faultline.Engine.Journals;

namespace Faultline.Cli.Rendering.Live;

/// <summary>What a person sees of a run while it goes on; what is over is left to the log.</summary>
internal interface IRunView : IRunObserver, IDisposable;
