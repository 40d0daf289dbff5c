namespace Faultline.Linux.Bpf;

/// <summary>
/// Writes eBPF instructions.
/// <code>
/// instruction = operation (8 bits), target (4), source (4), offset (16), constant (32)
/// </code>
/// </summary>
internal sealed class BpfAssembler
{
    private readonly List<ulong> _code = [];
    private readonly List<(int At, Label To)> _jumps = [];

    /// <summary>Registers: the first is the result, 1 to 5 are arguments, 6 to 9 survive calls, 10 is the end of the stack.</summary>
    public enum Register
    {
        Result,
        First,
        Second,
        Third,
        Fourth,
        Fifth,
        Context,
        A,
        B,
        C,
        Stack,
    }

    /// <summary>How much of memory is read or written.</summary>
    public enum Width
    {
        Four = 0x00,
        Two = 0x08,
        One = 0x10,
        Eight = 0x18,
    }

    /// <summary>When a jump is taken; comparisons are unsigned.</summary>
    public enum When
    {
        Equal = 0x10,
        Greater = 0x20,
        NotLess = 0x30,
        NotEqual = 0x50,
        Less = 0xa0,
        NotGreater = 0xb0,
    }

    public BpfAssembler Set(Register target, int constant) => Add(0xb7, target, 0, 0, constant);

    public BpfAssembler Copy(Register target, Register source) => Add(0xbf, target, source, 0, 0);

    /// <summary>Copies the lower half; the upper half becomes zero.</summary>
    public BpfAssembler CopyLower(Register target, Register source) => Add(0xbc, target, source, 0, 0);

    public BpfAssembler Plus(Register target, int constant) => Add(0x07, target, 0, 0, constant);

    public BpfAssembler And(Register target, int constant) => Add(0x57, target, 0, 0, constant);

    public BpfAssembler ShiftLeft(Register target, int bits) => Add(0x67, target, 0, 0, bits);

    /// <summary>Makes a number of 16 bits in the network's order one of ours.</summary>
    public BpfAssembler FromNetwork(Register target) => Add(0xdc, target, 0, 0, 16);

    public BpfAssembler Read(Width width, Register target, Register source, short offset) =>
        Add(0x61 + (int)width, target, source, offset, 0);

    public BpfAssembler Write(Width width, Register target, short offset, Register source) =>
        Add(0x63 + (int)width, target, source, offset, 0);

    public BpfAssembler WriteConstant(Width width, Register target, short offset, int constant) =>
        Add(0x62 + (int)width, target, 0, offset, constant);

    /// <summary>Adds to eight bytes of memory, undisturbed by other processors.</summary>
    public BpfAssembler Count(Register target, short offset, Register source) => Add(0xdb, target, source, offset, 0);

    /// <summary>The map itself, for calls that take one.</summary>
    public BpfAssembler Map(Register target, BpfMap map) => Wide(target, 1, map.Descriptor, 0);

    /// <summary>Where the only value of an array is.</summary>
    public BpfAssembler Value(Register target, BpfMap map, int offset) => Wide(target, 2, map.Descriptor, offset);

    public BpfAssembler Call(int function) => Add(0x85, 0, 0, 0, function);

    public BpfAssembler Exit() => Add(0x95, 0, 0, 0, 0);

    public BpfAssembler Jump(Label to) => JumpTo(0x05, 0, 0, 0, to);

    public BpfAssembler JumpIf(When when, Register left, int constant, Label to) => JumpTo(0x05 | (int)when, left, 0, constant, to);

    public BpfAssembler JumpIf(When when, Register left, Register right, Label to) => JumpTo(0x0d | (int)when, left, right, 0, to);

    /// <summary>Compares the lower halves (since Linux 5.1).</summary>
    public BpfAssembler JumpIfLower(When when, Register left, int constant, Label to) => JumpTo(0x06 | (int)when, left, 0, constant, to);

    /// <summary>Here is where jumps to the label land.</summary>
    public BpfAssembler Here(Label label)
    {
        label.At = _code.Count;
        return this;
    }

    /// <summary>The instructions, with all jumps filled in.</summary>
    public ulong[] Finish()
    {
        foreach (var (at, to) in _jumps)
        {
            var distance = checked((short)(to.At - at - 1));
            _code[at] |= (ulong)(ushort)distance << 16;
        }

        return [.. _code];
    }

    private BpfAssembler Wide(Register target, int kind, int low, int high)
    {
        Add(0x18, target, (Register)kind, 0, low);
        return Add(0, 0, 0, 0, high);
    }

    private BpfAssembler JumpTo(int operation, Register left, Register right, int constant, Label to)
    {
        _jumps.Add((_code.Count, to));
        return Add(operation, left, right, 0, constant);
    }

    private BpfAssembler Add(int operation, Register target, Register source, short offset, int constant)
    {
        _code.Add(
            (byte)operation | ((ulong)target << 8) | ((ulong)source << 12) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)constant << 32)
        );
        return this;
    }

    /// <summary>A place in the code.</summary>
    internal sealed class Label
    {
        public int At { get; set; } = -1;
    }
}
