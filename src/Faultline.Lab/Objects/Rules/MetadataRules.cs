using System.Text;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Rules;

/// <summary>What names, labels and annotations may look like.</summary>
internal static partial class MetadataRules
{
    private const int MostAnnotationBytes = 256 * 1024;

    private const string LabelDetail =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Detail =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainDetail =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string QualifiedDetail =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueDetail =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>What is wrong with an object's metadata.</summary>
    public static IEnumerable<Cause> Problems(ResourceKind kind, DataObject node) =>
        NameProblems(kind, node)
            .Concat(Labels(node.At("metadata", "labels"), "metadata.labels"))
            .Concat(Annotations(node.At("metadata", "annotations")))
            .Concat(Owners(node));

    /// <summary>What is wrong with labels.</summary>
    public static IEnumerable<Cause> Labels(DataNode? labels, string path)
    {
        foreach (var (key, value) in labels.TextsAt())
        {
            foreach (var problem in Key(key, path))
            {
                yield return problem;
            }

            if (value.Length > 63)
            {
                yield return Cause.Invalid(path, value, "must be no more than 63 bytes");
            }
            else if (!LabelValue().IsMatch(value))
            {
                yield return Cause.Invalid(path, value, ValueDetail);
            }
        }
    }

    /// <summary>What is wrong with a name that must be a DNS label, such as that of a container.</summary>
    public static Cause? Label(string name, string path) =>
        name.Length == 0 ? Cause.Required(path)
        : name.Length > 63 ? Cause.Invalid(path, name, "must be no more than 63 bytes")
        : DnsLabel().IsMatch(name) ? null
        : Cause.Invalid(path, name, LabelDetail);

    private static IEnumerable<Cause> NameProblems(ResourceKind kind, DataObject node)
    {
        const string path = "metadata.name";
        var name = node.Name();
        if (name.Length == 0)
        {
            yield return Cause.Required(path, "name or generateName is required");
        }
        else if (kind.Group == "rbac.authorization.k8s.io")
        {
            if (name is "." or ".." || name.AsSpan().IndexOfAny('/', '%') >= 0)
            {
                yield return Cause.Invalid(path, name, name is "." or ".." ? $"may not be '{name}'" : "may not contain '/' or '%'");
            }
        }
        else if (kind == ResourceKinds.Namespace)
        {
            if (Label(name, path) is { } problem)
            {
                yield return problem;
            }
        }
        else if (kind == ResourceKinds.Service)
        {
            if (name.Length > 63)
            {
                yield return Cause.Invalid(path, name, "must be no more than 63 bytes");
            }
            else if (!DnsLabel1035().IsMatch(name))
            {
                yield return Cause.Invalid(path, name, Label1035Detail);
            }
        }
        else if (name.Length > 253)
        {
            yield return Cause.Invalid(path, name, "must be no more than 253 bytes");
        }
        else if (!Subdomain().IsMatch(name))
        {
            yield return Cause.Invalid(path, name, SubdomainDetail);
        }
    }

    private static IEnumerable<Cause> Annotations(DataNode? annotations)
    {
        var bytes = 0;
        foreach (var (key, value) in annotations.TextsAt())
        {
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
            foreach (var problem in Key(key.ToLowerInvariant(), "metadata.annotations"))
            {
                yield return problem;
            }
        }

        if (bytes > MostAnnotationBytes)
        {
            yield return Cause.TooLong("metadata.annotations", MostAnnotationBytes);
        }
    }

    private static IEnumerable<Cause> Owners(DataObject node)
    {
        var owners = node.ItemsAt("metadata", "ownerReferences");
        for (var i = 0; i < owners.Count; i++)
        {
            foreach (var field in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owners[i].TextAt(field)))
                {
                    yield return Cause.Invalid($"metadata.ownerReferences[{i}].{field}", "", $"{field} must not be empty");
                }
            }
        }

        if (owners.Count(owner => owner.IsTrueAt("controller")) > 1)
        {
            yield return Cause.Invalid(
                "metadata.ownerReferences",
                node.At("metadata", "ownerReferences"),
                "Only one reference can have Controller set to true"
            );
        }
    }

    private static IEnumerable<Cause> Key(string key, string path)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key[(slash + 1)..];
        if (slash == 0 || (slash > 0 && (slash > 253 || !Subdomain().IsMatch(key[..slash]))))
        {
            yield return Cause.Invalid(path, key, "prefix part " + SubdomainDetail);
        }

        if (name.Length > 63)
        {
            yield return Cause.Invalid(path, key, "name part must be no more than 63 bytes");
        }
        else if (!QualifiedName().IsMatch(name))
        {
            yield return Cause.Invalid(path, key, QualifiedDetail);
        }
    }

    [GeneratedRegex("^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\\z")]
    private static partial Regex DnsLabel();

    [GeneratedRegex("^[a-z](?:[-a-z0-9]*[a-z0-9])?\\z")]
    private static partial Regex DnsLabel1035();

    [GeneratedRegex("^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex("^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\\z")]
    private static partial Regex LabelValue();
}
