using System.Buffers.Binary;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>
/// One message to or from the interpreter: twelve bytes (length of the body, number of the call) and a body of JSON. Numbers that
/// JSON does not have stand there as marks, and the message then says so.
/// </summary>
internal readonly record struct PythonMessage(long Call, byte[] Body)
{
    public const int HeaderLength = 12;

    private const string Mark = "\0number";

    /// <summary>The bytes of a message.</summary>
    public static byte[] Frame(long call, DataObject content)
    {
        var marked = Marked(content);
        var text = JsonText.Write(ReferenceEquals(marked, content) ? content : ((DataObject)marked).With("marked", true), indent: 0);
        var frame = new byte[HeaderLength + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - HeaderLength);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(4), call);
        Encoding.UTF8.GetBytes(text, frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>The body, its marks still in it.</summary>
    public DataObject Read() => (DataObject)JsonText.Parse(Body);

    /// <summary>A value with numbers in place of marks.</summary>
    public static DataNode Unmarked(DataNode node) =>
        node switch
        {
            DataObject mapping when mapping.Text(Mark) is { } number => new DataNumber(number),
            DataObject mapping => new DataObject(mapping.Members.Select(member => member with { Value = Unmarked(member.Value) })),
            DataArray array => DataArray.Of(array.Items.Select(Unmarked)),
            _ => node,
        };

    // The same object where there was nothing to mark.
    private static DataNode Marked(DataNode node)
    {
        switch (node)
        {
            case DataNumber { Text: "NaN" or "Infinity" or "-Infinity" } number:
                return DataObject.Of((Mark, number.Text));
            case DataObject mapping:
                var members = mapping.Members.Select(member => member with { Value = Marked(member.Value) }).ToList();
                return members.Zip(mapping.Members).All(pair => ReferenceEquals(pair.First.Value, pair.Second.Value))
                    ? node
                    : new DataObject(members);
            case DataArray array:
                var items = array.Items.Select(Marked).ToList();
                return items.Zip(array.Items).All(pair => ReferenceEquals(pair.First, pair.Second)) ? node : DataArray.Of(items);
            default:
                return node;
        }
    }
}
