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

    public static KubernetesException NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind} \"{name}\" not found", DetailsOf(kind, name));

    public static KubernetesException AlreadyExists(ResourceKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind} \"{name}\" already exists", DetailsOf(kind, name));

    public static KubernetesException Invalid(ResourceKind kind, string name, string problem) =>
        new(422, "Invalid", $"{kind.Kind} \"{name}\" is invalid: {problem}", DetailsOf(kind, name));

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
