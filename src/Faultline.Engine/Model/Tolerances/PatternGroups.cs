using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>The groups of a pattern while it is read: their numbers, names and widths, and which may be referred to where.</summary>
internal sealed class PatternGroups
{
    // By number; null while a group is open. Group 0, the whole pattern, never closes.
    private readonly List<PatternWidth?> _widths = [null];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<int> _conditions = [];
    private int? _firstInLookBehind;

    public int Open(string? name)
    {
        var number = _widths.Count;
        if (name is not null && !_names.TryAdd(name, number))
        {
            throw new PatternSyntaxException(
                FormattableString.Invariant(
                    $"redefinition of group name {PythonText.Repr(name)} as group {number}; was group {_names[name]}"
                )
            );
        }

        _widths.Add(null);
        return number;
    }

    public void Close(int number, PatternWidth width) => _widths[number] = width;

    public int NumberOf(string name) =>
        _names.TryGetValue(name, out var number) ? number : throw new PatternSyntaxException($"unknown group name {PythonText.Repr(name)}");

    public PatternReference Refer(int number)
    {
        if (number >= _widths.Count)
        {
            throw new PatternSyntaxException(FormattableString.Invariant($"invalid group reference {number}"));
        }

        var width = _widths[number] ?? throw new PatternSyntaxException("cannot refer to an open group");
        CheckLookBehind(number);
        return new PatternReference(number, width);
    }

    /// <summary>A condition on a group, which may be one that follows.</summary>
    public void Ask(int number)
    {
        _conditions.Add(number);
        CheckLookBehind(number);
    }

    /// <summary>Begins a look-behind; returns what to give to <see cref="LeaveLookBehind"/>.</summary>
    public int? EnterLookBehind()
    {
        var outer = _firstInLookBehind;
        _firstInLookBehind ??= _widths.Count;
        return outer;
    }

    public void LeaveLookBehind(int? outer) => _firstInLookBehind = outer;

    /// <summary>Every condition was on a group that there is, now that the whole pattern is read.</summary>
    public void CheckConditions()
    {
        if (_conditions.Find(number => number >= _widths.Count) is var missing and > 0)
        {
            throw new PatternSyntaxException(FormattableString.Invariant($"invalid group reference {missing}"));
        }
    }

    private void CheckLookBehind(int number)
    {
        if (_firstInLookBehind is not { } first)
        {
            return;
        }

        if (number >= _widths.Count || _widths[number] is null)
        {
            throw new PatternSyntaxException("cannot refer to an open group");
        }

        if (number >= first)
        {
            throw new PatternSyntaxException("cannot refer to group defined in the same lookbehind subpattern");
        }
    }
}
