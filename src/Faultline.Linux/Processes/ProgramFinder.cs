namespace Faultline.Linux.Processes;

/// <summary>Finds programs as a shell does.</summary>
public static class ProgramFinder
{
    private const int Executable = 1;

    /// <summary>
    /// The path of an executable file: <paramref name="program"/> itself where it contains a slash, otherwise the first match in
    /// <paramref name="searchPath"/> (colon-separated; null means the usual system folders). Null where there is none.
    /// </summary>
    public static string? Find(string program, string? searchPath)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return IsExecutable(program) ? program : null;
        }

        return program.Length == 0
            ? null
            : (searchPath ?? "/usr/local/bin:/usr/bin:/bin")
                .Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, program))
                .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) => File.Exists(path) && LibC.Access(path, Executable) == 0;
}
