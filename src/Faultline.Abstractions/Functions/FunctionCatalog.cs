using System.Collections.Immutable;

namespace Faultline.Abstractions.Functions;

/// <summary>The native functions by name; one is made when it is asked for.</summary>
public sealed class FunctionCatalog
{
    private readonly ImmutableArray<IFunctionSource> _sources;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IFunction> _found = new(StringComparer.Ordinal);
    private readonly Lazy<Names> _names;

    /// <summary>A catalogue of the given functions.</summary>
    /// <exception cref="ArgumentException">Two functions have the same name.</exception>
    public FunctionCatalog(IEnumerable<IFunction> functions)
        : this([new FunctionList(functions)]) => _ = _names.Value;

    /// <summary>A catalogue of the functions of some sources; two functions of one name are found out when names are asked for.</summary>
    public FunctionCatalog(ImmutableArray<IFunctionSource> sources)
    {
        _sources = sources;
        _names = new Lazy<Names>(() => Names.Of(sources));
    }

    /// <summary>Every function, in the order of their names.</summary>
    public IEnumerable<IFunction> All => _names.Value.Ordered.Select(name => Find(name)!);

    /// <summary>The full name of every function, in order.</summary>
    public ImmutableArray<string> AllNames => _names.Value.Ordered;

    /// <summary>The function of that name, or null.</summary>
    public IFunction? Find(string module, string name) => Find(module + "." + name);

    /// <summary>The function of that full name, or null.</summary>
    public IFunction? Find(string fullName)
    {
        lock (_lock)
        {
            if (_found.TryGetValue(fullName, out var known))
            {
                return known;
            }

            foreach (var source in _sources)
            {
                if (source.TryFind(fullName, out var function))
                {
                    return _found[fullName] = function;
                }
            }

            return null;
        }
    }

    /// <summary>Whether any function stands in the module.</summary>
    public bool HasModule(string module) => _names.Value.Modules.Contains(module);

    private sealed record Names(ImmutableArray<string> Ordered, HashSet<string> Modules)
    {
        public static Names Of(ImmutableArray<IFunctionSource> sources)
        {
            var names = sources.SelectMany(source => source.Names).Order(StringComparer.Ordinal).ToImmutableArray();
            for (var i = 1; i < names.Length; i++)
            {
                if (names[i] == names[i - 1])
                {
                    throw new ArgumentException($"Two functions are called '{names[i]}'.");
                }
            }

            return new(names, names.Select(name => name[..name.LastIndexOf('.')]).ToHashSet(StringComparer.Ordinal));
        }
    }
}
