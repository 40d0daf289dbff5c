using Faultline.TestKit;

namespace Faultline.Host.Tests.Samples;

/// <summary>What the page says is what is compiled and tested.</summary>
public sealed class WritingAFaultTests
{
    [Theory]
    [InlineData(0, "SampleFaults.cs")]
    [InlineData(1, "FileAge.cs")]
    public void The_page_shows_the_sample_as_it_is(int block, string file)
    {
        var page = File.ReadAllText(Repository.Path("docs", "writing-a-fault.md"));

        page.Split("```csharp\n")[block + 1]
            .Split("```")[0]
            .ShouldBe(File.ReadAllText(Repository.Path("samples", "Faultline.Samples.Faults", file)));
    }
}
