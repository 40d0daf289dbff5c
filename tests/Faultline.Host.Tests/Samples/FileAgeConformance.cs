using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;
using Faultline.Samples.Faults;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Samples;

/// <summary>The fault of docs/writing-a-fault.md owes what every fault owes.</summary>
public sealed class FileAgeConformance : FaultConformance
{
    protected override FaultWorld World() => new OneFile();

    private sealed class OneFile : FaultWorld
    {
        private static readonly DateTime Now = new(2026, 11, 21, 10, 0, 0, DateTimeKind.Utc);
        private readonly TemporaryFolder _folder = new();
        private string _file = "";

        public override string Function => "sample.file.age";

        public override DataObject Arguments => DataObject.Of(("path", _file), ("by", 3600));

        public override Task MakeAsync(CancellationToken stop)
        {
            _file = _folder.Write("it's a file", "content");
            File.SetLastWriteTimeUtc(_file, Now.AddTicks(1_234_567));
            return Task.CompletedTask;
        }

        public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(File.Exists(_file) ? Read(_file) : "gone");

        public override Task<ImmutableArray<string>> NamesAsync(CancellationToken stop) =>
            Task.FromResult(Directory.GetFiles(_folder.Path).ToImmutableArray());

        public override Task<bool> RemoveTargetAsync(CancellationToken stop)
        {
            // Another takes its name: that one has an age of its own.
            File.Delete(_file);
            File.WriteAllText(_folder.Path + "/next", "content");
            File.Move(_folder.Path + "/next", _file);
            return Task.FromResult(true);
        }

        public override Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
        {
            File.SetLastWriteTimeUtc(_file, Now.AddDays(1));
            return Task.FromResult<Disturbance?>(new Disturbance(RevertState.NothingToRevert, Read(_file)));
        }

        public override Task<IFault> BindAsync() =>
            FaultBinding.BindAsync(
                SampleFaults.Source.TryFind(Function, out var function) ? function : throw new ArgumentException(Function),
                Arguments
            );

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private static string Read(string file) => File.GetLastWriteTimeUtc(file).ToString("O", CultureInfo.InvariantCulture);
    }
}
