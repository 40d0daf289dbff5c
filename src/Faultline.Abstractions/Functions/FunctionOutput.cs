using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>What a method returns, as the output of its function.</summary>
public static class FunctionOutput
{
    /// <summary>Nothing.</summary>
    public static ActivityOutcome Nothing { get; } = new ActivityOutcome.Succeeded(DataNull.Instance);

    /// <summary>A value; null is recorded as such.</summary>
    public static ActivityOutcome Of(DataNode? value) => new ActivityOutcome.Succeeded(value ?? DataNull.Instance);

    /// <summary>A text; null is recorded as such.</summary>
    public static ActivityOutcome Of(string? value) => Of(value is null ? null : new DataString(value));

    /// <summary>True or false.</summary>
    public static ActivityOutcome Of(bool value) => Of((DataNode)value);

    /// <summary>A whole number.</summary>
    public static ActivityOutcome Of(long value) => Of((DataNode)value);

    /// <summary>A number.</summary>
    public static ActivityOutcome Of(double value) => Of((DataNode)value);

    /// <summary>Texts.</summary>
    public static ActivityOutcome Of(ImmutableArray<string> values) => Of(DataArray.Of(values.Select(value => (DataNode)value)));
}
