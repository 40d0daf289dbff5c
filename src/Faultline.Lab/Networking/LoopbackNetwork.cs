using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>
/// The addresses of one lab: 127.N.0.0/16, where no other lab on the machine has the same N.
/// <para>
/// N is taken by binding the abstract Unix socket <c>faultline-lab-127.N</c>. Abstract names belong to the network namespace, as
/// loopback addresses do, need no file and no right, and the kernel frees them with the process that holds them, however it ends.
/// </para>
/// <code>
/// 127.N.0.1 ...    the nodes
/// 127.N.1.0 ...    services
/// 127.N.64.0 ...   pods that keep their addresses when they come back
/// 127.N.128.0 ...  pods; an address comes back only after 32,000 others, so that what still calls a pod that is gone is refused
/// </code>
/// </summary>
internal sealed class LoopbackNetwork : IDisposable
{
    private const int First = 64;
    private const int Last = 223;
    private const int FirstService = 0x0100;
    private const int FirstIdentity = 0x4000;
    private const int FirstPod = 0x8000;
    private const int End = 0xff00;

    private readonly Lock _lock = new();
    private readonly Socket _hold;
    private readonly int _number;
    private int _nextService = FirstService;
    private readonly Dictionary<string, IPAddress> _identities = new(StringComparer.Ordinal);
    private int _nextIdentity = FirstIdentity;
    private int _nextPod = FirstPod;

    private LoopbackNetwork(Socket hold, int number)
    {
        _hold = hold;
        _number = number;
    }

    /// <summary>How many nodes a lab can have.</summary>
    public const int MostNodes = 200;

    /// <summary>The address of a node, counted from 1.</summary>
    public IPAddress ForNode(int number) => Address(number);

    /// <summary>Takes the first network that no other lab has.</summary>
    /// <exception cref="LabException">All are taken.</exception>
    public static LoopbackNetwork Take()
    {
        for (var number = First; number <= Last; number++)
        {
            var hold = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                hold.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0faultline-lab-127.{number}")));
                return new LoopbackNetwork(hold, number);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                hold.Dispose();
            }
        }

        throw new LabException(
            $"All {Last - First + 1} loopback networks (127.{First}.0.0/16 to 127.{Last}.0.0/16) are in use by other labs; end one with 'faultline lab down'."
        );
    }

    /// <summary>An address for a service.</summary>
    public IPAddress ForService()
    {
        lock (_lock)
        {
            return Address(_nextService < FirstIdentity ? _nextService++ : throw OutOfAddresses("service"));
        }
    }

    /// <summary>An address for a pod.</summary>
    public IPAddress ForPod()
    {
        lock (_lock)
        {
            var address = Address(_nextPod);
            _nextPod = _nextPod + 1 < End ? _nextPod + 1 : FirstPod;
            return address;
        }
    }

    /// <summary>The address of a pod that has the same one each time it comes back, such as those of stateful sets.</summary>
    public IPAddress ForIdentity(string name)
    {
        lock (_lock)
        {
            if (!_identities.TryGetValue(name, out var address))
            {
                address = Address(_nextIdentity < FirstPod ? _nextIdentity++ : throw OutOfAddresses("stateful pod"));
                _identities[name] = address;
            }

            return address;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();

    private static LabException OutOfAddresses(string what) => new($"The lab has no address left for another {what}.");

    private IPAddress Address(int low) => new([127, (byte)_number, (byte)(low >> 8), (byte)low]);
}
