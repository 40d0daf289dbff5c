using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Faultline.Documents;

/// <summary>
/// YAML text to data trees, built on the parser's events. Types are those of YAML 1.1 as PyYAML's safe loader resolves them; of
/// repeated keys the last counts; merge keys work; a text may neither nest without end nor grow without end by its aliases.
/// </summary>
public static class YamlText
{
    /// <summary>How many values a document may have once its aliases are written out.</summary>
    public const int MostNodes = 200_000;

    /// <summary>Reads the one document of a text; an empty text is null.</summary>
    /// <exception cref="DataSyntaxException">The text is not YAML, or not only one document of plain data.</exception>
    public static DataNode Parse(string text) =>
        ParseAll(text) switch
        {
            [] => DataNull.Instance,
            [var only] => only,
            [_, var second, ..] => throw new DataSyntaxException(
                "expected a single document, but found another one; put each into a file of its own",
                second.Position ?? new SourcePosition(1, 1)
            ),
        };

    /// <summary>Reads every document of a text.</summary>
    /// <exception cref="DataSyntaxException">The text is not YAML, or holds more than plain data.</exception>
    public static ImmutableArray<DataNode> ParseAll(string text)
    {
        // The scanner takes a byte order mark for a letter.
        var scanner = new Scanner(new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text));
        try
        {
            return new Composer(new Parser(scanner)).ReadAll();
        }
        catch (InvalidOperationException)
        {
            // The library's parser loses its way in some broken texts, and then knows no place either.
            throw new DataSyntaxException(
                "not YAML: a list or an object is not closed, or is indented differently than it began",
                new SourcePosition(1, 1)
            );
        }
        catch (YamlException e)
        {
            throw new DataSyntaxException(Lower(e.InnerException is YamlException inner ? inner.Message : e.Message), At(e.Start));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the library says of texts on which its scanner loses its way, such as an escape beyond the last character.
            throw new DataSyntaxException("this can't be read as YAML", At(scanner.CurrentPosition));
        }
    }

    private static SourcePosition At(Mark mark) => new((int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1));

    // The library's sentences begin with a capital and end with a point; ours become part of another.
    private static string Lower(string message)
    {
        var text =
            message.StartsWith("(Line", StringComparison.Ordinal) && message.IndexOf("): ", StringComparison.Ordinal) is var at and > 0
                ? message[(at + 3)..]
                : message;
        return text.Length == 0
            ? "not YAML"
            : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.').Replace(",  ", ", ", StringComparison.Ordinal);
    }

    private sealed record Anchored(DataNode Node, int Size, int Depth);

    private sealed class Composer(Parser parser)
    {
        private readonly Dictionary<AnchorName, Anchored?> _anchors = [];
        private int _size;

        public ImmutableArray<DataNode> ReadAll()
        {
            var documents = ImmutableArray.CreateBuilder<DataNode>();
            parser.Consume<StreamStart>();
            while (!parser.TryConsume<StreamEnd>(out _))
            {
                _anchors.Clear();
                parser.Consume<DocumentStart>();
                documents.Add(ReadNode(1).Node);
                parser.Consume<DocumentEnd>();
            }

            return documents.DrainToImmutable();
        }

        private Anchored ReadNode(int depth)
        {
            var current = parser.Current!;
            if (depth > JsonText.MaxDepth)
            {
                throw new DataSyntaxException($"the document nests deeper than {JsonText.MaxDepth} levels", At(current.Start));
            }

            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                return Resolve(alias, depth);
            }

            Count(1, current);
            var anchor = current is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor : default;
            if (!anchor.IsEmpty)
            {
                // Until it is complete, an alias to it would put a value into itself.
                _anchors[anchor] = null;
            }

            var before = _size;
            var (value, below) = current switch
            {
                Scalar => (ScalarNode(parser.Consume<Scalar>()), 0),
                SequenceStart => Sequence(depth),
                MappingStart => Mapping(depth),
                _ => throw new DataSyntaxException("a value is missing", At(current.Start)),
            };
            var read = new Anchored(value, _size - before + 1, below + 1);
            if (!anchor.IsEmpty)
            {
                _anchors[anchor] = read;
            }

            return read;
        }

        private Anchored Resolve(AnchorAlias alias, int depth)
        {
            if (!_anchors.TryGetValue(alias.Value, out var target))
            {
                throw new DataSyntaxException($"the alias '{alias.Value}' has no anchor before it", At(alias.Start));
            }

            if (target is null)
            {
                throw new DataSyntaxException($"the anchor '{alias.Value}' contains itself", At(alias.Start));
            }

            if (depth + target.Depth - 1 > JsonText.MaxDepth)
            {
                throw new DataSyntaxException($"the document nests deeper than {JsonText.MaxDepth} levels", At(alias.Start));
            }

            Count(target.Size, alias);
            return target;
        }

        private void Count(int nodes, ParsingEvent at)
        {
            _size += nodes;
            if (_size > MostNodes)
            {
                throw new DataSyntaxException($"with its aliases written out the document has more than {MostNodes} values", At(at.Start));
            }
        }

        private (DataNode Node, int Depth) Sequence(int depth)
        {
            var start = parser.Consume<SequenceStart>();
            Refuse(start, "tag:yaml.org,2002:seq");
            var items = ImmutableArray.CreateBuilder<DataNode>();
            var deepest = 0;
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                var item = ReadNode(depth + 1);
                items.Add(item.Node);
                deepest = Math.Max(deepest, item.Depth);
            }

            return (new DataArray(items.DrainToImmutable(), At(start.Start)), deepest);
        }

        private (DataNode Node, int Depth) Mapping(int depth)
        {
            var start = parser.Consume<MappingStart>();
            Refuse(start, "tag:yaml.org,2002:map");
            var merged = new List<DataMember>();
            var own = new List<DataMember>();
            var deepest = 0;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var keyAt = At(parser.Current!.Start);
                var isMerge = parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
                var key = ReadNode(depth + 1).Node;
                var value = ReadNode(depth + 1);
                deepest = Math.Max(deepest, value.Depth);
                if (isMerge)
                {
                    Merge(merged, value.Node, keyAt);
                }
                else
                {
                    own.Add(new DataMember(KeyText(key, keyAt), value.Node, keyAt));
                }
            }

            return (new DataObject(merged.Concat(own), At(start.Start)), deepest);
        }

        // Of a list of mappings the first has the last word.
        private static void Merge(List<DataMember> merged, DataNode value, SourcePosition at)
        {
            switch (value)
            {
                case DataObject mapping:
                    merged.AddRange(mapping.Members);
                    break;
                case DataArray list when list.Items.All(item => item is DataObject):
                    merged.AddRange(list.Items.Reverse().Cast<DataObject>().SelectMany(mapping => mapping.Members));
                    break;
                default:
                    throw new DataSyntaxException("a merge key '<<' takes a mapping or a list of mappings", at);
            }
        }

        // JSON has only strings for keys; these are Python's spellings of the others.
        private static string KeyText(DataNode key, SourcePosition at) =>
            key switch
            {
                DataString text => text.Value,
                DataNumber { IsInteger: false } number => DataNumber.From(number.ToDouble()).Text,
                DataNumber or DataBoolean or DataNull => key.ToString(),
                _ => throw new DataSyntaxException("a key must be a plain value, not a list or an object", at),
            };

        private static void Refuse(NodeEvent node, string allowed)
        {
            if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != allowed)
            {
                throw new DataSyntaxException($"the tag '{node.Tag.Value}' is not supported; documents are plain data", At(node.Start));
            }
        }

        private static DataNode ScalarNode(Scalar scalar)
        {
            var position = At(scalar.Start);
            var plain = scalar.Style == ScalarStyle.Plain;
            if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific)
            {
                return plain && scalar.Tag.IsEmpty ? YamlScalars.Resolve(scalar.Value, position) : new DataString(scalar.Value, position);
            }

            return YamlScalars.Construct(scalar.Tag.Value, scalar.Value, position)
                ?? throw new DataSyntaxException($"the tag '{scalar.Tag.Value}' is not supported; documents are plain data", position);
        }
    }
}
