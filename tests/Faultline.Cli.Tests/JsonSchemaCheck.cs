using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Tests;

/// <summary>Validates documents against JSON Schemas that keep to the keywords which ours use.</summary>
internal sealed class JsonSchemaCheck(DataObject root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description", "default", "deprecated"];

    /// <summary>Whether the document is valid.</summary>
    public bool Accepts(DataNode document) => Accepts(root, document);

    /// <summary>What no validator would understand in the schema itself: keywords we don't know, references to nothing, bad patterns.</summary>
    public IEnumerable<string> Defects() => Defects(root, "#");

    private bool Accepts(DataNode schema, DataNode value)
    {
        if (schema is DataBoolean flag)
        {
            return flag.Value;
        }

        var rules = (DataObject)schema;
        return rules.Members.All(member => Holds(rules, member.Key, member.Value, value));
    }

    private bool Holds(DataObject rules, string keyword, DataNode rule, DataNode value) =>
        (keyword, value) switch
        {
            ("$ref", _) => Accepts(Target(((DataString)rule).Value)!, value),
            ("type", _) => (rule is DataArray list ? list.Items : [rule]).Any(type => Is(((DataString)type).Value, value)),
            ("enum", _) => ((DataArray)rule).Items.Any(item => item.ToString() == value.ToString()),
            ("const", _) => rule.ToString() == value.ToString(),
            ("anyOf", _) => ((DataArray)rule).Items.Any(one => Accepts(one, value)),
            ("allOf", _) => ((DataArray)rule).Items.All(one => Accepts(one, value)),
            ("if", _) => Accepts(rule, value) ? Branch(rules, "then", value) : Branch(rules, "else", value),
            ("required", DataObject mapping) => ((DataArray)rule).Items.All(key => mapping.Has(((DataString)key).Value)),
            ("properties", DataObject mapping) => ((DataObject)rule).Members.All(one =>
                mapping[one.Key] is not { } member || Accepts(one.Value, member)
            ),
            ("additionalProperties", DataObject mapping) => mapping.Members.All(one =>
                (rules["properties"] as DataObject)?.Has(one.Key) == true || Accepts(rule, one.Value)
            ),
            ("items", DataArray array) => array.Items.All(item => Accepts(rule, item)),
            ("minItems", DataArray array) => array.Items.Length >= Number(rule),
            ("maxItems", DataArray array) => array.Items.Length <= Number(rule),
            ("minLength", DataString text) => text.Value.Length >= Number(rule),
            ("pattern", DataString text) => Regex.IsMatch(text.Value, ((DataString)rule).Value),
            ("minimum", DataNumber number) => number.ToDouble() >= Number(rule),
            ("maximum", DataNumber number) => number.ToDouble() <= Number(rule),
            ("exclusiveMinimum", DataNumber number) => number.ToDouble() > Number(rule),
            _ => true,
        };

    private bool Branch(DataObject rules, string name, DataNode value) => rules[name] is not { } branch || Accepts(branch, value);

    private static bool Is(string type, DataNode value) =>
        type switch
        {
            "object" => value is DataObject,
            "array" => value is DataArray,
            "string" => value is DataString,
            "boolean" => value is DataBoolean,
            "null" => value is DataNull,
            "number" => value is DataNumber,
            _ => value is DataNumber number && Math.Floor(number.ToDouble()) == number.ToDouble(),
        };

    private DataNode? Target(string reference) =>
        reference.Split('/').Skip(1).Aggregate((DataNode?)root, (node, key) => (node as DataObject)?[key]);

    private IEnumerable<string> Defects(DataNode schema, string path)
    {
        foreach (var (keyword, rule) in (schema as DataObject)?.Members.Select(member => (member.Key, member.Value)) ?? [])
        {
            var at = $"{path}/{keyword}";
            var found = keyword switch
            {
                "if" or "then" or "else" or "items" or "additionalProperties" => Defects(rule, at),
                "anyOf" or "allOf" => rule is DataArray { Items.Length: > 0 } list
                    ? list.Items.SelectMany((one, i) => Defects(one, string.Create(CultureInfo.InvariantCulture, $"{at}/{i}")))
                    : [at],
                "properties" => ((DataObject)rule).Members.SelectMany(one => Defects(one.Value, $"{at}/{one.Key}")),
                "$defs" => ((DataObject)rule).Members.SelectMany(one => Definitions(one, at)),
                "$ref" => Target(((DataString)rule).Value) is DataObject ? [] : [at],
                "pattern" => IsPattern(((DataString)rule).Value) ? [] : [at],
                "required" => rule is DataArray keys && keys.Items.Select(key => key.ToString()).Distinct().Count() == keys.Items.Length
                    ? []
                    : [at],
                "type" or "enum" or "const" or "minItems" or "maxItems" or "minLength" or "minimum" or "maximum" or "exclusiveMinimum" =>
                [],
                _ => Annotations.Contains(keyword) ? [] : [at],
            };
            foreach (var defect in found)
            {
                yield return defect;
            }
        }
    }

    private IEnumerable<string> Definitions(DataMember definition, string path) =>
        definition.Key == "functions"
            ? ((DataObject)definition.Value).Members.SelectMany(one => Defects(one.Value, $"{path}/functions/{one.Key}"))
            : Defects(definition.Value, $"{path}/{definition.Key}");

    private static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static double Number(DataNode rule) => ((DataNumber)rule).ToDouble();
}
