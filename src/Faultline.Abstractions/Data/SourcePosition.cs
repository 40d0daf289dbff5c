namespace Faultline.Abstractions.Data;

/// <summary>A place in a text: line and column, both counted from 1, the column in characters.</summary>
public readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>"line:column", as compilers print it.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Line}:{Column}");
}
