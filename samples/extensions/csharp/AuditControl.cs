using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Samples.Flags;

/// <summary>Writes every moment of a run into a file, a line each.</summary>
/// <param name="file">The file.</param>
internal sealed class AuditControl(string file) : IControl
{
    public async Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop)
    {
        var name = (call.Context as DataObject)?.Text("name");
        await File.AppendAllTextAsync(file, $"{call.Hook.Name()}{(name is null ? "" : " " + name)}\n", stop);
        return ControlAnswer.Unchanged;
    }
}
