using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Bpf;

/// <summary>bpf(2): a number says what, a block of bytes says with what.</summary>
internal static unsafe class BpfCall
{
    public const int CreateMap = 0;
    public const int LookUp = 1;
    public const int Update = 2;
    public const int Delete = 3;
    public const int LoadProgram = 5;
    public const int CreateLink = 28;

    /// <summary>Makes the call.</summary>
    /// <returns>What it returns, or the error's number, negative.</returns>
    public static int Make(int command, Span<byte> attributes)
    {
        fixed (byte* bytes = attributes)
        {
            var result = (int)LibC.SystemCall(LibC.SystemCallBpf, command, bytes, attributes.Length);
            return result < 0 ? -Marshal.GetLastPInvokeError() : result;
        }
    }

    /// <summary>Makes a call that opens a descriptor.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static SafeFileHandle Open(int command, Span<byte> attributes, string what)
    {
        var result = Make(command, attributes);
        return result >= 0 ? new SafeFileHandle(result, ownsHandle: true) : throw Failed(what, -result);
    }

    /// <summary>The error of a call.</summary>
    public static BpfException Failed(string what, int error) => new($"{what}: {Marshal.GetPInvokeErrorMessage(error)} ({error})", error);

    /// <summary>The address of memory that does not move while the call lasts.</summary>
    public static ulong Address(void* memory) => (ulong)memory;
}
