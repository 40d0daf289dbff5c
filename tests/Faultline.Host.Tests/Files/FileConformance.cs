using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;

namespace Faultline.Host.Tests.Files;

public sealed class PermissionConformance : FaultConformance
{
    protected override FaultWorld World() => new OtherMode();

    private sealed class OtherMode() : FileWorld("file.permission", DataObject.Of(("mode", "0000")))
    {
        public override async Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
        {
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);
            return new Disturbance(RevertState.ChangedMeanwhile, await ReadAsync(stop));
        }
    }
}

public sealed class DeleteConformance : FaultConformance
{
    protected override FaultWorld World() => new Taken();

    private sealed class Taken() : FileWorld("file.delete", DataObject.Empty)
    {
        public override Task<bool> RemoveTargetAsync(CancellationToken stop)
        {
            // Its owner cleans the folder up.
            foreach (var path in Directory.EnumerateFiles(Folder).Where(path => Path.GetFileName(path) != "beside"))
            {
                System.IO.File.Delete(path);
            }

            return Task.FromResult(true);
        }

        public override async Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
        {
            System.IO.File.WriteAllText(File, "written anew by its owner");
            return new Disturbance(RevertState.ChangedMeanwhile, await ReadAsync(stop));
        }
    }
}

public sealed class CorruptConformance : FaultConformance
{
    protected override FaultWorld World() => new Overwritten();

    private sealed class Overwritten() : FileWorld("file.corrupt", DataObject.Of(("bytes", 20L)))
    {
        public override async Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
        {
            System.IO.File.WriteAllText(File, Text.ToUpperInvariant());
            return new Disturbance(RevertState.ChangedMeanwhile, await ReadAsync(stop));
        }
    }
}

public sealed class CorruptWhereOthersWriteConformance : FaultConformance
{
    protected override FaultWorld World() => new Appended();

    /// <summary>Whose owner goes on writing at its end, as into a log.</summary>
    private sealed class Appended() : FileWorld("file.corrupt", DataObject.Of(("bytes", 20L), ("offset", 5L)))
    {
        public override async Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
        {
            var damaged = System.IO.File.ReadAllBytes(File);
            System.IO.File.WriteAllText(File, Text + "one more line\n");
            var left = Comparable(await ReadAsync(stop));
            using var file = System.IO.File.OpenWrite(File);
            file.Write(damaged);
            return new Disturbance(RevertState.Reverted, left);
        }

        public override async Task<string> ReadAsync(CancellationToken stop) => Comparable(await base.ReadAsync(stop));

        // The time of the last change is the owner's, and the undo's after it.
        private static string Comparable(string state) => System.Text.RegularExpressions.Regex.Replace(state, @"modified \S+ ", "");
    }
}
