using Faultline.Host.Diagnosis;

namespace Faultline.Host.Tests;

public sealed class MechanismTests
{
    [Fact(Timeout = 60_000)]
    public async Task Every_mechanism_of_processes_files_and_hosts_says_whether_it_works_here()
    {
        foreach (var mechanism in HostMechanisms.All)
        {
            mechanism.Faults.ShouldBeSubsetOf(HostFaults.AllNames, mechanism.Name);
            var report = await mechanism.ProbeAsync(TestContext.Current.CancellationToken);
            (report.Works || (report.Why is not null && report.Remedy is not null)).ShouldBeTrue(mechanism.Name);
            if (Environment.IsPrivilegedProcess)
            {
                report.Works.ShouldBeTrue($"{mechanism.Name}: {report.Why}");
            }
        }
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("1K", 1024)]
    [InlineData("64M", 64L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("2 tb", 2L << 40)]
    [InlineData("0", 0)]
    [InlineData("10B", 10)]
    public void Amounts_of_bytes_are_read(string text, long bytes)
    {
        new ByteSize().TryRead(new Abstractions.Data.DataString(text), out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("10X")]
    [InlineData("1KMB")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("99999999T")]
    public void What_is_no_amount_is_none(string text) =>
        new ByteSize().TryRead(new Abstractions.Data.DataString(text), out _).ShouldBeFalse();
}
