using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>One of the things that are wrong with a request.</summary>
/// <param name="Reason">Kubernetes' word for it, such as FieldValueRequired.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Field">Where, such as spec.containers[0].name.</param>
internal sealed record Cause(string Reason, string Message, string Field)
{
    public static Cause Required(string field, string detail = "") => new("FieldValueRequired", Text("Required value", detail), field);

    public static Cause Invalid(string field, DataNode? value, string detail) =>
        new("FieldValueInvalid", Text($"Invalid value: {Spell(value)}", detail), field);

    public static Cause NotSupported(string field, DataNode? value, params IEnumerable<string> supported) =>
        new(
            "FieldValueNotSupported",
            $"Unsupported value: {Spell(value)}: supported values: {string.Join(", ", supported.Select(one => $"\"{one}\""))}",
            field
        );

    public static Cause Duplicate(string field, DataNode? value) => new("FieldValueDuplicate", $"Duplicate value: {Spell(value)}", field);

    public static Cause Forbidden(string field, string detail) => new("FieldValueForbidden", $"Forbidden: {detail}", field);

    public static Cause TooLong(string field, int most) => new("FieldValueTooLong", $"Too long: may not be more than {most} bytes", field);

    public static Cause WrongType(string field, DataNode? value, string detail) =>
        new("FieldValueTypeInvalid", Text($"Invalid value: {Spell(value)}", detail), field);

    /// <summary>The causes as a Status has them.</summary>
    public static DataArray Write(IEnumerable<Cause> causes) =>
        DataArray.Of(causes.Select(cause => DataObject.Of(("reason", cause.Reason), ("message", cause.Message), ("field", cause.Field))));

    private static string Text(string what, string detail) => detail.Length == 0 ? what : $"{what}: {detail}";

    private static string Spell(DataNode? value) => value is null ? "null" : System.Text.Encoding.UTF8.GetString(ObjectJson.Write(value));
}
