using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Reading;

namespace Faultline.Engine.Reports.Words;

/// <summary>
/// What an activity calls, in one line. HTTP headers are left out: they are where tokens stand.
/// </summary>
internal static class ProviderText
{
    public static string Summary(DataObject provider)
    {
        var arguments = provider["arguments"];
        return provider.WordOf("type") switch
        {
            "http" => $"http: {provider.WordOf("method")?.ToUpperInvariant() ?? "GET"} {provider.WordOf("url") ?? TimeText.Unknown}",
            "process" => $"process: {provider.WordOf("path") ?? TimeText.Unknown} {Command(arguments)}".TrimEnd(),
            "python" => $"python: {provider.WordOf("module") ?? "?"}.{provider.WordOf("func") ?? "?"}{Call(arguments)}",
            { } other => $"{other}: {JsonText.Write(provider.Without("type"), indent: 0)}",
            null => TimeText.Unknown,
        };
    }

    /// <summary>The provider's own time limit; null where it has none or a list of two.</summary>
    public static TimeSpan? Timeout(DataObject provider) => provider.SecondsOf("timeout");

    private static string Command(DataNode? arguments) =>
        arguments switch
        {
            null or DataNull => "",
            DataString text => text.Value,
            DataArray list => string.Join(' ', list.Items.Select(PythonText.Str)),
            DataObject options => string.Join(
                ' ',
                options.Members.Select(option => option.Value is DataNull ? option.Key : $"{option.Key} {PythonText.Str(option.Value)}")
            ),
            _ => PythonText.Str(arguments),
        };

    private static string Call(DataNode? arguments) =>
        arguments is DataObject { Members.Length: > 0 } named
            ? "(" + string.Join(", ", named.Members.Select(one => $"{one.Key}={PythonText.Repr(one.Value)}")) + ")"
            : "()";
}
