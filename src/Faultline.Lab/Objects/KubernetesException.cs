using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>A request that is answered with a Kubernetes Status object.</summary>
internal sealed class KubernetesException : Exception
{
    public KubernetesException(int code, string reason, string message, DataObject? details = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        Details = details;
    }

    /// <summary>The HTTP status.</summary>
    public int Code { get; }

    /// <summary>Kubernetes' word for it, such as NotFound.</summary>
    public string Reason { get; }

    /// <summary>Which object it is about, where it is about one.</summary>
    public DataObject? Details { get; }

    /// <summary>The metadata of the Status, where it says something.</summary>
    public DataObject Metadata { get; init; } = DataObject.Empty;

    public static KubernetesException NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind} \"{name}\" not found", DetailsOf(kind, name));

    public static KubernetesException AlreadyExists(ResourceKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind} \"{name}\" already exists", DetailsOf(kind, name));

    /// <summary>One thing is wrong: <c>field: Reason value: details</c>.</summary>
    public static KubernetesException Invalid(ResourceKind kind, string name, string problem)
    {
        var at = problem.IndexOf(": ", StringComparison.Ordinal);
        var what = at < 0 ? problem : problem[(at + 2)..];
        var reason =
            what.StartsWith("Required", StringComparison.Ordinal) ? "FieldValueRequired"
            : what.StartsWith("Unsupported", StringComparison.Ordinal) ? "FieldValueNotSupported"
            : what.StartsWith("Duplicate", StringComparison.Ordinal) ? "FieldValueDuplicate"
            : what.StartsWith("Forbidden", StringComparison.Ordinal) ? "FieldValueForbidden"
            : what.StartsWith("Too many", StringComparison.Ordinal) ? "FieldValueTooMany"
            : "FieldValueInvalid";
        return Invalid(kind, name, [new Cause(reason, what, at < 0 ? "" : problem[..at])]);
    }

    /// <summary>Some things are wrong.</summary>
    public static KubernetesException Invalid(ResourceKind kind, string name, IReadOnlyList<Cause> causes)
    {
        var texts = causes.Select(cause => cause.Field.Length == 0 ? cause.Message : $"{cause.Field}: {cause.Message}").ToList();
        var problem = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = DataObject.Of(("name", name));
        details = kind.Group.Length > 0 ? details.With("group", kind.Group) : details;
        return new(
            422,
            "Invalid",
            $"{kind.Kind}{(kind.Group.Length > 0 ? "." + kind.Group : "")} \"{name}\" is invalid: {problem}",
            details.With("kind", kind.Kind).With("causes", Cause.Write(causes))
        );
    }

    public static KubernetesException Conflict(ResourceKind kind, string name, string problem) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind} \"{name}\": {problem}", DetailsOf(kind, name));

    /// <summary>The object changed since the client read it.</summary>
    public static KubernetesException Stale(ResourceKind kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static KubernetesException Forbidden(ResourceKind kind, string name, string problem) =>
        new(403, "Forbidden", $"{kind} \"{name}\" is forbidden: {problem}", DetailsOf(kind, name));

    public static KubernetesException BadRequest(string message) => new(400, "BadRequest", message);

    public static KubernetesException NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource");

    public static KubernetesException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    private static DataObject DetailsOf(ResourceKind kind, string name)
    {
        var details = DataObject.Of(("name", name));
        return (kind.Group.Length > 0 ? details.With("group", kind.Group) : details).With("kind", kind.Plural);
    }
}
