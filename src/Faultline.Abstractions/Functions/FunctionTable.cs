using System.Diagnostics.CodeAnalysis;

namespace Faultline.Abstractions.Functions;

/// <summary>The functions of one assembly that are called with, or on, the same kind of object. Generated; made as it is asked.</summary>
/// <typeparam name="TReceiver">What they are called with, or on.</typeparam>
/// <param name="names">The full names, in order.</param>
/// <param name="find">The function of a full name; null where there is none.</param>
public sealed class FunctionTable<TReceiver>(Func<string[]> names, Func<string, FunctionMethod<TReceiver>?> find)
{
    /// <summary>The full names, in order.</summary>
    public IReadOnlyList<string> Names => field ??= names();

    /// <summary>The function of a full name; null where there is none.</summary>
    public FunctionMethod<TReceiver>? Find(string fullName) => find(fullName);

    /// <summary>The functions, each bound to what it is called with, or on.</summary>
    /// <param name="receiver">Makes that for one call, or has it.</param>
    public IFunctionSource Bind(Func<FunctionCall, TReceiver> receiver) => new Bound(this, receiver);

    private sealed class Bound(FunctionTable<TReceiver> table, Func<FunctionCall, TReceiver> receiver) : IFunctionSource
    {
        public IReadOnlyList<string> Names => table.Names;

        public bool TryFind(string fullName, [NotNullWhen(true)] out IFunction? function)
        {
            function = table.Find(fullName) is { } method ? new NativeFunction<TReceiver>(method, receiver) : null;
            return function is not null;
        }
    }
}
