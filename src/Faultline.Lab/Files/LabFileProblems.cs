using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Files;

/// <summary>What is wrong with a lab file, as far as it was read.</summary>
internal sealed class LabFileProblems
{
    private readonly List<LabFileProblem> _problems = [];

    public void Add(string text, SourcePosition? position, string? file = null) => _problems.Add(new(text, position, file));

    /// <summary>Complains of members that mean nothing.</summary>
    public void RefuseOthers(DataObject node, string[] known)
    {
        foreach (var member in node.Members.Where(member => !known.Contains(member.Key)))
        {
            Add($"'{member.Key}' means nothing here; use {string.Join(", ", known)}", member.KeyPosition);
        }
    }

    /// <summary>The problems of the lab file itself first, each file's in the order of its lines.</summary>
    public ImmutableArray<LabFileProblem> InOrder() =>
        [
            .. _problems
                .OrderBy(problem => problem.File ?? "", StringComparer.Ordinal)
                .ThenBy(problem => problem.Position?.Line ?? 0)
                .ThenBy(problem => problem.Position?.Column ?? 0),
        ];
}
