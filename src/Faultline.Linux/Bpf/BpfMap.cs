using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Bpf;

/// <summary>What programs and we both can read and write.</summary>
internal sealed unsafe class BpfMap : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly int _keySize;
    private readonly int _valueSize;

    private BpfMap(SafeFileHandle handle, int keySize, int valueSize)
    {
        _handle = handle;
        _keySize = keySize;
        _valueSize = valueSize;
    }

    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>One value.</summary>
    public static BpfMap OfOne(string name, int valueSize) => Create(2, name, 4, valueSize, 1, 0);

    /// <summary>Values by key.</summary>
    public static BpfMap Table(string name, int keySize, int most) => Create(1, name, keySize, 4, most, 0);

    /// <summary>Networks: of those that an address is in, the narrowest is found. A key is a length in bits, then the bytes.</summary>
    public static BpfMap Networks(string name, int most) => Create(11, name, 20, 4, most, 1);

    /// <summary>Control groups, by index.</summary>
    public static BpfMap Groups(string name, int most) => Create(8, name, 4, 4, most, 0);

    /// <summary>Writes a value.</summary>
    /// <exception cref="BpfException">The map is full.</exception>
    public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            var result = BpfCall.Make(BpfCall.Update, Element(keyBytes, valueBytes));
            if (result < 0)
            {
                throw BpfCall.Failed("a value can't be written to the kernel's map", -result);
            }
        }
    }

    /// <summary>Reads a value.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryRead(ReadOnlySpan<byte> key, Span<byte> value)
    {
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            return BpfCall.Make(BpfCall.LookUp, Element(keyBytes, valueBytes)) >= 0;
        }
    }

    /// <summary>Takes a value away, where there is one.</summary>
    public void Remove(ReadOnlySpan<byte> key)
    {
        fixed (byte* keyBytes = key)
        {
            _ = BpfCall.Make(BpfCall.Delete, Element(keyBytes, null));
        }
    }

    public void Dispose() => _handle.Dispose();

    private byte[] Element(byte* key, byte* value)
    {
        var attributes = new byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(attributes, Descriptor);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes.AsSpan(8), BpfCall.Address(key));
        BinaryPrimitives.WriteUInt64LittleEndian(attributes.AsSpan(16), BpfCall.Address(value));
        return attributes;
    }

    private static BpfMap Create(int type, string name, int keySize, int valueSize, int most, int flags)
    {
        Span<byte> attributes = stackalloc byte[44];
        attributes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(attributes, type);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], keySize);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[8..], valueSize);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[12..], most);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[16..], flags);
        Encoding.ASCII.GetBytes(name, attributes[28..43]);
        return new BpfMap(BpfCall.Open(BpfCall.CreateMap, attributes, "the kernel gives us no eBPF map"), keySize, valueSize);
    }
}
