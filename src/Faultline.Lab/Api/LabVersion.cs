using Faultline.Abstractions.Data;

namespace Faultline.Lab.Api;

/// <summary>The version of Kubernetes whose API the lab speaks.</summary>
internal static class LabVersion
{
    public const string GitVersion = "v1.29.0+faultline";

    public static DataObject Document() =>
        DataObject.Of(
            ("major", "1"),
            ("minor", "29"),
            ("gitVersion", GitVersion),
            ("gitCommit", "0000000000000000000000000000000000000000"),
            ("gitTreeState", "clean"),
            ("buildDate", "2023-12-13T08:51:44Z"),
            ("goVersion", "go1.21.5"),
            ("compiler", "gc"),
            ("platform", "linux/amd64")
        );
}
