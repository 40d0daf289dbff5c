namespace Faultline.Engine.Model.Tolerances;

/// <summary>Leaves the parser from any depth; never leaves <see cref="JsonPath"/>.</summary>
internal sealed class JsonPathSyntaxException(JsonPathError error) : Exception(error.Message)
{
    public JsonPathError Error { get; } = error;
}
