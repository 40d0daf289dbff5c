using System.Runtime.CompilerServices;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;

namespace Faultline.Engine.Tests.Reports;

/// <summary>The journals of the folder beside, by name.</summary>
internal static class Journal
{
    public static DataObject Named(string name) => (DataObject)JsonText.Parse(File.ReadAllBytes(Path.Combine(Folder(), name + ".json")));

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder(), "*.json").Select(Path.GetFileNameWithoutExtension).Order()!;

    public static ReportModel Read(string name) => ReportModel.Read(Named(name));

    private static string Folder([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Journals");
}
