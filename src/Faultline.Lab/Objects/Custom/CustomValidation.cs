using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Custom;

/// <summary>Checks a custom object against its schema.</summary>
internal sealed class CustomValidation
{
    private static readonly TimeSpan MostPatternTime = TimeSpan.FromMilliseconds(200);

    private readonly List<Cause> _causes = [];

    private CustomValidation() { }

    /// <summary>What is wrong with an object; nothing where it is as the schema wants it.</summary>
    public static IReadOnlyList<Cause> Check(DataObject node, DataObject? schema)
    {
        var validation = new CustomValidation();
        if (schema is not null)
        {
            validation.Value(node.Without("metadata"), schema.Drop("properties", "metadata"), "");
        }

        return validation._causes;
    }

    private void Value(DataNode node, DataNode schema, string path)
    {
        if (node is DataNull && schema.IsTrueAt("nullable"))
        {
            return;
        }

        if (!HasType(node, schema))
        {
            var wanted = schema.IsTrueAt(CustomSchema.IntOrString) ? "integer,string" : schema.TextAt("type") ?? "";
            _causes.Add(
                Cause.WrongType(
                    path,
                    node is DataObject or DataArray ? TypeOf(node) : node,
                    $"{path} in body must be of type {wanted}: \"{TypeOf(node)}\""
                )
            );
            return;
        }

        Choices(node, schema, path);
        switch (node)
        {
            case DataString text:
                Text(text, schema, path);
                break;
            case DataNumber number:
                Number(number, schema, path);
                break;
            case DataArray list:
                List(list, schema, path);
                break;
            case DataObject mapping:
                Mapping(mapping, schema, path);
                break;
        }
    }

    private static bool HasType(DataNode node, DataNode schema) =>
        schema.IsTrueAt(CustomSchema.IntOrString)
            ? node is DataString or DataNumber { IsInteger: true }
            : schema.TextAt("type") switch
            {
                "object" => node is DataObject,
                "array" => node is DataArray,
                "string" => node is DataString,
                "boolean" => node is DataBoolean,
                "integer" => node is DataNumber number && (number.IsInteger || Math.Floor(number.ToDouble()) == number.ToDouble()),
                "number" => node is DataNumber,
                _ => true,
            };

    private static string TypeOf(DataNode node) =>
        node switch
        {
            DataObject => "object",
            DataArray => "array",
            DataString => "string",
            DataBoolean => "boolean",
            DataNumber { IsInteger: true } => "integer",
            DataNumber => "number",
            _ => "null",
        };

    private void Choices(DataNode node, DataNode schema, string path)
    {
        var allowed = schema.ItemsAt("enum");
        if (allowed.Count > 0 && !allowed.Any(one => Tree.Same(one, node)))
        {
            _causes.Add(Cause.NotSupported(path, node, allowed.Select(one => one is DataString text ? text.Value : one.ToString())));
        }

        foreach (var part in schema.ItemsAt("allOf"))
        {
            Value(node, part, path);
        }

        bool Fits(DataNode part)
        {
            var other = new CustomValidation();
            other.Value(node, part, path);
            return other._causes.Count == 0;
        }

        if (schema.ItemsAt("anyOf") is { Count: > 0 } any && !any.Any(Fits))
        {
            _causes.Add(Cause.Invalid(path, Short(node), $"{path} in body must validate at least one schema (anyOf)"));
        }

        if (schema.ItemsAt("oneOf") is { Count: > 0 } one && one.Count(Fits) != 1)
        {
            _causes.Add(Cause.Invalid(path, Short(node), $"{path} in body must validate one and only one schema (oneOf)"));
        }

        if (schema.At("not") is { } forbidden && Fits(forbidden))
        {
            _causes.Add(Cause.Invalid(path, Short(node), $"{path} in body must not validate the schema (not)"));
        }
    }

    private void Text(DataString text, DataNode schema, string path)
    {
        var length = text.Value.EnumerateRunes().Count();
        if (schema.NumberAt("maxLength") is { } most && length > most)
        {
            _causes.Add(Cause.TooLong(path, (int)most));
        }

        if (schema.NumberAt("minLength") is { } least && length < least)
        {
            _causes.Add(Cause.Invalid(path, text, $"{path} in body should be at least {least} chars long"));
        }

        if (schema.TextAt("pattern") is { } pattern && !Matches(text.Value, pattern))
        {
            _causes.Add(Cause.Invalid(path, text, $"{path} in body should match '{pattern}'"));
        }

        if (schema.TextAt("format") == "date-time" && !KubernetesTime.TryParse(text.Value, out _))
        {
            _causes.Add(Cause.Invalid(path, text, $"{path} in body must be of type date-time: {text}"));
        }
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, MostPatternTime);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private void Number(DataNumber number, DataNode schema, string path)
    {
        var value = number.ToDouble();
        double? Bound(string name) => (schema.At(name) as DataNumber)?.ToDouble();
        string Spell(double bound) => bound.ToString(CultureInfo.InvariantCulture);
        if (Bound("minimum") is { } least && (value < least || (value <= least && schema.IsTrueAt("exclusiveMinimum"))))
        {
            var or = schema.IsTrueAt("exclusiveMinimum") ? "" : " or equal to";
            _causes.Add(Cause.Invalid(path, number, $"{path} in body should be greater than{or} {Spell(least)}"));
        }

        if (Bound("maximum") is { } most && (value > most || (value >= most && schema.IsTrueAt("exclusiveMaximum"))))
        {
            var or = schema.IsTrueAt("exclusiveMaximum") ? "" : " or equal to";
            _causes.Add(Cause.Invalid(path, number, $"{path} in body should be less than{or} {Spell(most)}"));
        }

        if (Bound("multipleOf") is { } step && step != 0 && Math.Abs((value / step) - Math.Round(value / step)) > 1e-9)
        {
            _causes.Add(Cause.Invalid(path, number, $"{path} in body should be a multiple of {Spell(step)}"));
        }
    }

    private void List(DataArray list, DataNode schema, string path)
    {
        if (schema.NumberAt("maxItems") is { } most && list.Items.Length > most)
        {
            _causes.Add(new Cause("FieldValueTooMany", $"Too many: {list.Items.Length}: must have at most {most} items", path));
        }

        if (schema.NumberAt("minItems") is { } least && list.Items.Length < least)
        {
            _causes.Add(Cause.Invalid(path, list.Items.Length, $"{path} in body should have at least {least} items"));
        }

        var keys = schema.WordsAt("x-kubernetes-list-map-keys").ToList();
        var isSet = schema.IsTrueAt("uniqueItems") || schema.TextAt("x-kubernetes-list-type") is "set" or "map";
        for (var i = 0; i < list.Items.Length; i++)
        {
            var item = list.Items[i];
            bool IsIt(DataNode other) => keys.Count == 0 ? Tree.Same(other, item) : keys.All(key => Tree.Same(other.At(key), item.At(key)));
            if (isSet && list.Items.Take(i).Any(IsIt))
            {
                _causes.Add(Cause.Duplicate($"{path}[{i}]", item));
            }

            if (schema.At("items") is { } items)
            {
                Value(item, items, $"{path}[{i}]");
            }
        }
    }

    private void Mapping(DataObject mapping, DataNode schema, string path)
    {
        string At(string key) => path.Length == 0 ? key : $"{path}.{key}";
        foreach (var key in schema.WordsAt("required").Where(key => !mapping.Has(key)))
        {
            _causes.Add(Cause.Required(At(key)));
        }

        if (schema.NumberAt("maxProperties") is { } most && mapping.Members.Length > most)
        {
            _causes.Add(new Cause("FieldValueTooMany", $"Too many: {mapping.Members.Length}: must have at most {most} items", path));
        }

        if (schema.NumberAt("minProperties") is { } least && mapping.Members.Length < least)
        {
            _causes.Add(Cause.Invalid(path, mapping.Members.Length, $"{path} in body should have at least {least} properties"));
        }

        foreach (var (key, value, _) in mapping.Members)
        {
            if ((schema.At("properties", key) ?? schema.At("additionalProperties") as DataObject) is { } inner)
            {
                Value(value, inner, At(key));
            }
        }
    }

    private static DataNode Short(DataNode node) => node is DataObject or DataArray ? TypeOf(node) : node;
}
