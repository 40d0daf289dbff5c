using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>The words of a path to its syntax, by recursive descent.</summary>
internal sealed class JsonPathParser(ImmutableArray<JsonPathToken> words)
{
    // Beyond any length of a list, and far enough from the ends of a long that sums stay in it.
    private const long FarIndex = 1L << 40;

    private readonly JsonPathTokens _tokens = new(words);

    /// <exception cref="JsonPathSyntaxException">The words make no path.</exception>
    public PathSyntax Parse()
    {
        if (!_tokens.Sees("$"))
        {
            throw _tokens.Unexpected("'$'", "paths begin with '$', as in '$.key'");
        }

        var path = ParsePath();
        return _tokens.Current.Kind == JsonPathTokenKind.End ? path : throw _tokens.Unexpected("'.', '..', '[' or the end", AfterPath());
    }

    private string? AfterPath() =>
        _tokens.Sees("{") ? "a path cannot be a variable as a whole; begin it with '$.'"
        : _tokens.Current.Kind is JsonPathTokenKind.Number or JsonPathTokenKind.Name
            ? "write a key that is not a plain name in brackets and double quotes, as in [\"a-b\"]"
        : null;

    private PathSyntax ParsePath()
    {
        var fromRoot = _tokens.Take().Text == "$";
        var steps = ImmutableArray.CreateBuilder<StepSyntax>();
        while (true)
        {
            if (_tokens.Accept(".."))
            {
                steps.Add(new StepSyntax(true, _tokens.Sees("[") ? ParseSelectors() : [ParseBareSelector()]));
            }
            else if (_tokens.Accept("."))
            {
                steps.Add(new StepSyntax(false, [ParseBareSelector()]));
            }
            else if (_tokens.Sees("["))
            {
                steps.Add(new StepSyntax(false, ParseSelectors()));
            }
            else
            {
                return new PathSyntax(fromRoot, steps.ToImmutable());
            }
        }
    }

    private SelectorSyntax ParseBareSelector()
    {
        if (_tokens.Accept("*"))
        {
            return new WildcardSelector();
        }

        if (_tokens.Current.Kind != JsonPathTokenKind.Name)
        {
            throw _tokens.Unexpected(
                "a name or '*'",
                _tokens.Current.Kind switch
                {
                    JsonPathTokenKind.Keyword => $"write this key as [\"{_tokens.Current.Text}\"]",
                    JsonPathTokenKind.Number => "write an index or a key that begins with a digit in brackets, as in [0] or [\"0\"]",
                    JsonPathTokenKind.Text => "leave out the point before the bracket, as in $[\"key\"]",
                    _ when _tokens.Sees("[") => "leave out the point before the bracket",
                    _ => null,
                }
            );
        }

        var name = _tokens.Take();
        return _tokens.Sees("(") ? ParseMethod(name) : new KeySelector(name.Text);
    }

    private ImmutableArray<SelectorSyntax> ParseSelectors()
    {
        _tokens.Expect("[");
        var selectors = ParseList(() => _tokens.Nested(ParseSelector));
        _tokens.Expect("]");
        return selectors;
    }

    private SelectorSyntax ParseSelector()
    {
        switch (_tokens.Current.Kind)
        {
            case JsonPathTokenKind.Text:
                return new KeySelector(_tokens.Take().Text);
            case JsonPathTokenKind.Number:
                var index = ParseIndex();
                return _tokens.Sees(":") ? ParseSlice(index) : new IndexSelector(index);
            case JsonPathTokenKind.Name:
                var name = _tokens.Take();
                return _tokens.Sees("(")
                    ? ParseMethod(name)
                    : throw JsonPathTokens.Wrong(
                        $"unexpected name '{name.Text}'",
                        name,
                        $"write a key in double quotes, as [\"{name.Text}\"]"
                    );
            case JsonPathTokenKind.Symbol when _tokens.Sees(":"):
                return ParseSlice(null);
            case JsonPathTokenKind.Symbol when _tokens.Sees("$") || _tokens.Sees("@"):
                return new PathSelector(ParsePath());
            case JsonPathTokenKind.Symbol when _tokens.Accept("*"):
                return new WildcardSelector();
            case JsonPathTokenKind.Symbol when _tokens.Accept("?"):
                _tokens.Expect("(", "write a filter as [?(...)]");
                var condition = ParseCondition();
                _tokens.Expect(")", AfterOperand());
                return new FilterSelector(condition);
            default:
                throw _tokens.Unexpected("a key in double quotes, an index, a slice, '*' or a filter");
        }
    }

    private SliceSelector ParseSlice(long? start)
    {
        _tokens.Expect(":");
        long? end = _tokens.Current.Kind == JsonPathTokenKind.Number ? ParseIndex() : null;
        if (!_tokens.Accept(":") || _tokens.Current.Kind != JsonPathTokenKind.Number)
        {
            return new SliceSelector(start, end, 1);
        }

        var word = _tokens.Current;
        var step = ParseIndex();
        return step != 0
            ? new SliceSelector(start, end, step)
            : throw JsonPathTokens.Wrong("the step of a slice cannot be 0", word, "leave it out, or write 1");
    }

    private long ParseIndex()
    {
        var word = _tokens.Take();
        return BigInteger.TryParse(word.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            ? (long)BigInteger.Clamp(index, -FarIndex, FarIndex)
            : throw JsonPathTokens.Wrong($"an index must be an integer, not '{word.Text}'", word, null);
    }

    private MethodSelector ParseMethod(JsonPathToken name)
    {
        if (!JsonPathMethods.Names.Contains(name.Text))
        {
            throw JsonPathTokens.Wrong(
                $"there is no method '{name.Text}'",
                name,
                $"the methods are {string.Join(", ", JsonPathMethods.Names.Select(each => each + "()"))}"
            );
        }

        _tokens.Expect("(");
        var arguments = _tokens.Sees(")") ? [] : ParseList(() => _tokens.Nested(ParseOperand));
        _tokens.Expect(")");
        return new MethodSelector(name.Text, arguments);
    }

    private ConditionSyntax ParseCondition() =>
        _tokens.Nested(() => ParseChain("and", () => ParseChain("or", ParseNegation, all => new AnyOf(all)), all => new AllOf(all)));

    private ConditionSyntax ParseChain(
        string word,
        Func<ConditionSyntax> parse,
        Func<ImmutableArray<ConditionSyntax>, ConditionSyntax> combine
    )
    {
        var conditions = ImmutableArray.CreateBuilder<ConditionSyntax>();
        do
        {
            conditions.Add(parse());
        } while (_tokens.Accept(word));

        return conditions.Count == 1 ? conditions[0] : combine(conditions.ToImmutable());
    }

    private ConditionSyntax ParseNegation()
    {
        if (_tokens.Accept("not"))
        {
            return new NotOf(_tokens.Nested(ParseNegation));
        }

        if (_tokens.Accept("("))
        {
            var condition = ParseCondition();
            _tokens.Expect(")", AfterOperand());
            return condition;
        }

        var left = _tokens.Nested(ParseOperand);
        if (_tokens.Current.Text is not ("=" or "!=" or "<" or "<=" or ">" or ">=") || _tokens.Current.Kind != JsonPathTokenKind.Symbol)
        {
            return new Exists(left);
        }

        var comparison = _tokens.Take().Text;
        return _tokens.Sees("=")
            ? throw _tokens.Unexpected("a path or a JSON value", comparison == "=" ? "write a single '=' to compare" : null)
            : new Comparison(comparison, left, _tokens.Nested(ParseOperand));
    }

    private string? AfterOperand() => _tokens.Current.Kind == JsonPathTokenKind.Name ? "conditions are joined by 'and' and 'or'" : null;

    private OperandSyntax ParseOperand() =>
        _tokens.Sees("$") || _tokens.Sees("@") ? new PathOperand(ParsePath()) : new LiteralOperand(ParseLiteral());

    private DataNode ParseLiteral()
    {
        switch (_tokens.Current.Kind)
        {
            case JsonPathTokenKind.Text:
                return new DataString(_tokens.Take().Text);
            case JsonPathTokenKind.Number:
                return new DataNumber(_tokens.Take().Text);
            case JsonPathTokenKind.Keyword when _tokens.Accept("null"):
                return DataNull.Instance;
            case JsonPathTokenKind.Keyword when _tokens.Sees("true") || _tokens.Sees("false"):
                return _tokens.Take().Text == "true";
            case JsonPathTokenKind.Symbol when _tokens.Accept("["):
                var items = _tokens.Sees("]") ? [] : ParseList(() => _tokens.Nested(ParseLiteral));
                _tokens.Expect("]");
                return new DataArray(items);
            case JsonPathTokenKind.Symbol when _tokens.Accept("{"):
                var members = _tokens.Sees("}") ? [] : ParseList(() => _tokens.Nested(ParseMember));
                _tokens.Expect("}");
                return new DataObject(members);
            default:
                throw _tokens.Unexpected(
                    "a path or a JSON value",
                    _tokens.Current.Kind == JsonPathTokenKind.Name
                        ? "write a text in double quotes, and begin a path with '@' or '$'"
                        : null
                );
        }
    }

    private DataMember ParseMember()
    {
        if (_tokens.Current.Kind != JsonPathTokenKind.Text)
        {
            throw _tokens.Unexpected("a key in double quotes");
        }

        var key = _tokens.Take().Text;
        _tokens.Expect(":");
        return new DataMember(key, ParseLiteral());
    }

    private ImmutableArray<T> ParseList<T>(Func<T> parse)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        do
        {
            items.Add(parse());
        } while (_tokens.Accept(","));

        return items.ToImmutable();
    }
}
