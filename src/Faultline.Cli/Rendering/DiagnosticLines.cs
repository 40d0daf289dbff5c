using Faultline.Engine.Model;

namespace Faultline.Cli.Rendering;

/// <summary>Diagnostics as log lines: the message as the reference has it, then the place, then what to do.</summary>
internal static class DiagnosticLines
{
    public static void Write(Log log, IEnumerable<Diagnostic> diagnostics, bool isStrict = false)
    {
        foreach (var diagnostic in diagnostics)
        {
            var level = diagnostic.Severity == DiagnosticSeverity.Warning && !isStrict ? LogLevel.Warning : LogLevel.Error;
            var path = diagnostic.Path is null or "$" ? "" : $" ({diagnostic.Path})";
            var remedy = diagnostic.Remedy is null ? "" : "\n" + diagnostic.Remedy;
            log.Write(level, $"{diagnostic.Message}\n--> {diagnostic.Place}{path}{remedy}");
        }
    }
}
