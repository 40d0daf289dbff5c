using System.Collections.Frozen;

namespace Faultline.Abstractions.Functions;

/// <summary>The native functions by name.</summary>
public sealed class FunctionCatalog
{
    private readonly FrozenDictionary<string, IFunction> _byName;
    private readonly FrozenSet<string> _modules;

    /// <summary>A catalogue of the given functions.</summary>
    /// <exception cref="ArgumentException">Two functions have the same name.</exception>
    public FunctionCatalog(IEnumerable<IFunction> functions)
    {
        var list = functions.ToList();
        var twice = list.GroupBy(f => f.Signature.FullName, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"Two functions are called '{twice.Key}'.", nameof(functions));
        }

        _byName = list.ToFrozenDictionary(f => f.Signature.FullName, StringComparer.Ordinal);
        _modules = list.Select(f => f.Signature.Module).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every function, in the order of their names.</summary>
    public IEnumerable<IFunction> All => _byName.Values.OrderBy(f => f.Signature.FullName, StringComparer.Ordinal);

    /// <summary>The function of that name, or null.</summary>
    public IFunction? Find(string module, string name) => _byName.GetValueOrDefault(module + "." + name);

    /// <summary>Whether any function stands in the module.</summary>
    public bool HasModule(string module) => _modules.Contains(module);
}
