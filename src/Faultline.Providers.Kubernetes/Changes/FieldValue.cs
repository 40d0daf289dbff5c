using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>Compares fields of objects. A field that is null is one that is absent.</summary>
internal static class FieldValue
{
    public static bool AreSame(DataNode? left, DataNode? right) =>
        (left ?? DataNull.Instance, right ?? DataNull.Instance) switch
        {
            (DataNull, DataNull) => true,
            (DataString a, DataString b) => string.Equals(a.Value, b.Value, StringComparison.Ordinal),
            (DataBoolean a, DataBoolean b) => a.Value == b.Value,
            (DataNumber a, DataNumber b) => a.Text == b.Text || a.ToDouble().Equals(b.ToDouble()),
            (DataArray a, DataArray b) => a.Items.Length == b.Items.Length
                && a.Items.Zip(b.Items).All(two => AreSame(two.First, two.Second)),
            (DataObject a, DataObject b) => a.Members.All(member => AreSame(member.Value, b[member.Key]))
                && b.Members.All(member => a.Has(member.Key) || member.Value is DataNull),
            _ => false,
        };

    /// <summary>Whether a value is what a manifest asked for: defaults of the server, and items of others, may stand beside it.</summary>
    public static bool Holds(DataNode? now, DataNode? asked) =>
        (now ?? DataNull.Instance, asked ?? DataNull.Instance) switch
        {
            // The server leaves out what is false.
            (DataNull, DataBoolean { Value: false }) => true,
            (DataObject a, DataObject b) => b.Members.All(member => Holds(a[member.Key], member.Value)),
            (DataArray a, DataArray b) => b.Items.All(item => a.Items.Any(there => Holds(there, item))),
            var (a, b) => AreSame(a, b),
        };
}
