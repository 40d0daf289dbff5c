using Faultline.Linux.Roles;

namespace Faultline.Host.Tests;

/// <summary>The program that takes the small roles here: the tests themselves can't.</summary>
internal static class TestRole
{
    public static OwnRole Program { get; } = new(Path.Combine(AppContext.BaseDirectory, "Faultline.Linux.TestHost"), []);
}
