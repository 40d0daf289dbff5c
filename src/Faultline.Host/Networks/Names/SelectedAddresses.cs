using System.Collections.Immutable;
using System.Net;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks.Names;

/// <summary>The addresses that a selection means by now: what was given, and what names have been resolved to. They only get more.</summary>
internal sealed class SelectedAddresses
{
    private readonly NetworkSelection _selection;
    private readonly INameResolver _resolver;
    private readonly List<AddressRange> _included;
    private readonly List<AddressRange> _excluded;

    private SelectedAddresses(NetworkSelection selection, INameResolver resolver)
    {
        (_selection, _resolver) = (selection, resolver);
        _included = [.. selection.Addresses];
        _excluded = [.. selection.ExcludedAddresses];
    }

    /// <summary>The addresses that are meant, in the order in which they were found.</summary>
    public IReadOnlyList<AddressRange> Included => _included;

    /// <summary>The addresses that are never hit, in the order in which they were found.</summary>
    public IReadOnlyList<AddressRange> Excluded => _excluded;

    /// <summary>Looks up all names for the first time.</summary>
    /// <exception cref="FaultRefusedException">A name has no address, or nobody can tell; or of an excluded one nobody can tell.</exception>
    public static async Task<SelectedAddresses> FindAsync(NetworkSelection selection, INameResolver resolver, CancellationToken stop)
    {
        var addresses = new SelectedAddresses(selection, resolver);
        var answers = await addresses.LookUpAsync(stop);
        var failures = answers
            .Where(item => item.Answer.Failure is not null || (!item.IsExcluded && item.Answer.Addresses.IsEmpty))
            .Select(item => $"'{item.Name}' can't be resolved: {item.Answer.Failure ?? "it has no address"}")
            .ToList();
        if (failures.Count > 0)
        {
            throw new FaultRefusedException(string.Join("; ", failures), "Correct the names, or give addresses.");
        }

        _ = addresses.Take(answers);
        return addresses;
    }

    /// <summary>Looks up all names again.</summary>
    /// <returns>What is new, and why names could not be looked up.</returns>
    public async Task<AddressChanges> RefreshAsync(CancellationToken stop) => Take(await LookUpAsync(stop));

    private async Task<IReadOnlyList<(string Name, bool IsExcluded, NameAnswer Answer)>> LookUpAsync(CancellationToken stop)
    {
        var names = _selection
            .ExcludedHosts.Select(name => (Name: name, IsExcluded: true))
            .Concat(_selection.Hosts.Select(name => (Name: name, IsExcluded: false)))
            .ToList();
        var answers = await Task.WhenAll(names.Select(item => _resolver.LookUpAsync(item.Name, stop)));
        return [.. names.Zip(answers, (item, answer) => (item.Name, item.IsExcluded, answer))];
    }

    private AddressChanges Take(IReadOnlyList<(string Name, bool IsExcluded, NameAnswer Answer)> answers) =>
        new(
            Add(_excluded, answers.Where(item => item.IsExcluded)),
            Add(_included, answers.Where(item => !item.IsExcluded)),
            [.. answers.Where(item => item.Answer.Failure is not null).Select(item => (item.Name, item.Answer.Failure!))]
        );

    private static ImmutableArray<AddressRange> Add(
        List<AddressRange> known,
        IEnumerable<(string Name, bool IsExcluded, NameAnswer Answer)> answers
    )
    {
        var added = ImmutableArray.CreateBuilder<AddressRange>();
        foreach (var address in answers.SelectMany(item => item.Answer.Addresses).Where(IsUsable))
        {
            var range = AddressRange.Of(address);
            if (!known.Any(one => one.Holds(range)))
            {
                known.Add(range);
                added.Add(range);
            }
        }

        return added.ToImmutable();
    }

    private static bool IsUsable(IPAddress address) => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
}

/// <summary>What another look at names has brought.</summary>
/// <param name="Excluded">Addresses that are not to be hit.</param>
/// <param name="Included">Addresses that are to be hit.</param>
/// <param name="Failures">Names that could not be looked up, and why.</param>
internal sealed record AddressChanges(
    ImmutableArray<AddressRange> Excluded,
    ImmutableArray<AddressRange> Included,
    ImmutableArray<(string Name, string Why)> Failures
)
{
    /// <summary>Whether any address is new.</summary>
    public bool HasAny => !Excluded.IsEmpty || !Included.IsEmpty;
}
