namespace Faultline.Abstractions;

/// <summary>The environment variables of this process, and the only way to read them.</summary>
public interface IEnvironment
{
    /// <summary>The value of a variable, or null where it is not set.</summary>
    string? Get(string name);

    /// <summary>All variables.</summary>
    IReadOnlyDictionary<string, string> All { get; }
}

/// <summary>The real environment, or a copy of it with changes.</summary>
public sealed class ProcessEnvironment(IReadOnlyDictionary<string, string> variables) : IEnvironment
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> All { get; } = variables;

    /// <inheritdoc/>
    public string? Get(string name) => All.GetValueOrDefault(name);

    /// <summary>What this process was started with.</summary>
    public static ProcessEnvironment OfThisProcess()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
#pragma warning disable RS0030 // This is the seam that the ban points to.
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        {
            all[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return new ProcessEnvironment(all);
    }

    /// <summary>A copy in which the given variables have new values.</summary>
    public ProcessEnvironment With(IEnumerable<KeyValuePair<string, string>> changes)
    {
        var all = new Dictionary<string, string>(All, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        return new ProcessEnvironment(all);
    }
}
