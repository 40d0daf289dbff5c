using System.Collections.Immutable;
using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning.Policies;

namespace Faultline.Cli.Commands;

/// <summary>The option by which policies are given.</summary>
internal sealed class PolicyOptions
{
    public Option<string[]> Files { get; } =
        new("--policy") { Description = "Check the plan against the policies of a YAML or JSON file. Repeatable.", HelpName = "FILE" };

    /// <summary>The policies of all files.</summary>
    /// <exception cref="UserException">One of them can't be read, or is wrong; the log says where.</exception>
    public static ImmutableArray<Policy> Read(IEnumerable<string> files, Log log)
    {
        var policies = ImmutableArray.CreateBuilder<Policy>();
        var wrong = new List<string>();
        foreach (var file in files)
        {
            var reading = Read(file);
            DiagnosticLines.Write(log, reading.Diagnostics);
            if (reading.Diagnostics.Any(diagnostic => diagnostic.Severity != DiagnosticSeverity.Warning))
            {
                wrong.Add($"'{file}'");
            }

            policies.AddRange(reading.Policies);
        }

        return wrong.Count == 0
            ? policies.ToImmutable()
            : throw new UserException($"The policies of {string.Join(", ", wrong)} are not valid. Nothing was run.");
    }

    private static PolicyReading Read(string file)
    {
        try
        {
            var root = DocumentText.Parse(File.ReadAllBytes(file), DocumentText.FormatOf(file) ?? DocumentFormat.Yaml);
            return PolicyReader.Read(root, file);
        }
        catch (DataSyntaxException e)
        {
            return new PolicyReading([], [new Diagnostic(DiagnosticSeverity.Fatal, e.Message, file, e.Position)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Invalid value for '--policy': '{file}' can't be read: {e.Message}");
        }
    }
}
