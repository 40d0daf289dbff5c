using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Host.Networks;
using Faultline.Host.Networks.Drops;
using Faultline.Linux.Networking.Nftables;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

public sealed class DropMechanismTests
{
    [Fact(Timeout = 60_000)]
    public async Task Each_way_is_tried_where_nobody_feels_it()
    {
        Assert.SkipWhen(NamespacePair.WhyNot() is not null, NamespacePair.WhyNot() ?? "");
        foreach (var mechanism in NftDropMechanism.All)
        {
            var report = await mechanism.ProbeAsync(TestContext.Current.CancellationToken);

            report.Works.ShouldBeTrue($"{mechanism.Name}: {report.Why}");
        }

        using var nft = NftConnection.Open();
        nft.Tables().ShouldNotContain(table => table.Table.Name == "fl-probe");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_first_that_works_is_taken_and_where_none_does_the_best_says_why()
    {
        using var scope = NetworkScope.Find(new FaultContext { Id = "fl-x", Run = "r" });
        var broken = new Stub("best", new MechanismReport(false, "the best is broken", "Mend it."));
        var worse = new Stub("worse", MechanismReport.Fine);

        (await new DropMechanisms([broken, worse]).ChooseAsync(scope)).ShouldBe(worse);
        var refused = await Should.ThrowAsync<FaultRefusedException>(() => new DropMechanisms([broken, broken]).ChooseAsync(scope));
        (refused.Message, refused.Remedy).ShouldBe(("the best is broken", "Mend it."));
    }

    [Fact(Timeout = 60_000)]
    public async Task Packets_of_single_processes_are_refused_rather_than_those_of_all()
    {
        await using var sleepers = new Sleepers();
        var pid = await sleepers.StartAsync(TestContext.Current.CancellationToken);
        var context = new FaultContext
        {
            Id = "fl-x",
            Run = "r",
            Target = Abstractions.Data.DataObject.Of(("type", "process"), ("pid", (long)pid)),
        };
        using var scope = NetworkScope.Find(context);

        var refused = await Should.ThrowAsync<FaultRefusedException>(() =>
            new DropMechanisms([.. NftDropMechanism.All]).ChooseAsync(scope)
        );

        refused.Message.ShouldStartWith("nothing here can tell the packets of process");
    }

    private sealed class Stub(string name, MechanismReport report) : IDropMechanism
    {
        public string Name => name;

        public IReadOnlyList<string> Faults => [];

        public bool Persists => false;

        public ImmutableArray<string> Limits => [];

        public NftTable? Table(string id) => null;

        public bool Takes(NetworkScope scope) => true;

        public IDropHold Start(DropPlan plan) => throw new NotSupportedException();

        public Task<MechanismReport> ProbeAsync(CancellationToken stop) => Task.FromResult(report);
    }
}
