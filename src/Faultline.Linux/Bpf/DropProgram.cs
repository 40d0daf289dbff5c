using System.Collections.Immutable;
using Label = Faultline.Linux.Bpf.BpfAssembler.Label;
using Register = Faultline.Linux.Bpf.BpfAssembler.Register;
using When = Faultline.Linux.Bpf.BpfAssembler.When;
using Width = Faultline.Linux.Bpf.BpfAssembler.Width;

namespace Faultline.Linux.Bpf;

/// <summary>
/// Writes the program that drops a share of the packets that are meant.
/// <code>
/// deadline ──> header ──> whose socket ──> excluded? ──> selected? ──> count ──> chance ──> drop
///     └───────────┴────────────┴──────────────┴──────────────┴───────────────────┴──────> pass
/// </code>
/// </summary>
/// <param name="maps">What it shares with us.</param>
/// <param name="selection">Which packets are meant.</param>
/// <param name="direction">Which way they go.</param>
/// <param name="scope">Whose packets are meant.</param>
internal sealed partial class DropProgram(DropMaps maps, PacketSelection selection, PacketDirection direction, SocketScope scope)
{
    // Functions of the kernel.
    private const int FindInMap = 1;
    private const int MonotonicTime = 5;
    private const int RandomNumber = 7;
    private const int IsUnderGroup = 33;
    private const int Cookie = 46;
    private const int LoadBytesFrom = 68;

    // Where things are on the stack: the key of an address, a cookie, the network's header, the ports.
    private const short Key = -24;
    private const short KeyAddress = Key + 4;
    private const short CookieKey = -32;
    private const short Header = -80;
    private const short Ports = -88;

    private const int FromNetworkHeader = 1;
    private const short ProtocolInContext = 16;
    private const short DeviceInContext = 40;
    private const int Ip4 = 0x0008;
    private const int Ip6 = 0xdd86;
    private const int Tcp = 6;
    private const int Udp = 17;
    private const int Icmp6 = 58;
    private const int Ip6Header = 40;
    private const ushort FirstOfNeighbours = 133;
    private const ushort LastOfNeighbours = 137;

    private readonly BpfAssembler _code = new();
    private readonly Label _pass = new();

    private bool IsEgress => direction == PacketDirection.Egress;

    /// <summary>Whether only packets of devices that were added are meant.</summary>
    public bool ChecksDevice { get; init; }

    /// <summary>The instructions.</summary>
    /// <param name="passes">What it returns for a packet that passes.</param>
    /// <param name="drops">What it returns for a packet that is dropped.</param>
    public ulong[] Write(int passes, int drops)
    {
        _code.Copy(Register.Context, Register.First);
        CheckDeadline();
        CheckDevice();
        ReadHeader();
        ReadPorts();
        CheckSocket();
        CheckExemptions();
        CheckAddress();
        CheckProtocol();
        CheckPorts();
        TakeChance();
        return _code.Set(Register.Result, drops).Exit().Here(_pass).Set(Register.Result, passes).Exit().Finish();
    }

    private void CheckDeadline()
    {
        var alive = new Label();
        _code.Value(Register.First, maps.Settings, DropMaps.Deadline).Read(Width.Eight, Register.A, Register.First, 0);
        _code.JumpIf(When.Equal, Register.A, 0, alive);
        _code.Call(MonotonicTime).JumpIf(When.NotLess, Register.Result, Register.A, _pass);
        _code.Here(alive);
    }

    private void CheckSocket()
    {
        if (scope == SocketScope.All)
        {
            return;
        }

        if (scope == SocketScope.Unlisted)
        {
            FindSocket().JumpIf(When.NotEqual, Register.Result, 0, _pass);
            return;
        }

        var ours = new Label();
        var noTcp = new Label();
        if (selection.ListeningPorts.Length > 0 && scope.HasFlag(SocketScope.Listeners))
        {
            _code.JumpIf(When.NotEqual, Register.A, Tcp, noTcp);
            foreach (var port in selection.ListeningPorts)
            {
                _code.JumpIf(When.Equal, Register.C, port, ours);
            }

            _code.Here(noTcp);
        }

        if (scope.HasFlag(SocketScope.Listed))
        {
            FindSocket().JumpIf(When.NotEqual, Register.Result, 0, ours);
        }

        if (scope.HasFlag(SocketScope.Groups) && maps.Groups is { } groups)
        {
            for (var index = 0; index < maps.GroupCount; index++)
            {
                _code.Copy(Register.First, Register.Context).Map(Register.Second, groups).Set(Register.Third, index);
                _code.Call(IsUnderGroup).JumpIf(When.Equal, Register.Result, 1, ours);
            }
        }

        _code.Jump(_pass).Here(ours);
    }

    private void CheckAddress()
    {
        Find(maps.Excluded, Key).JumpIf(When.NotEqual, Register.Result, 0, _pass);
        if (selection.SelectsAddresses)
        {
            Find(maps.Selected, Key).JumpIf(When.Equal, Register.Result, 0, _pass);
        }
    }

    private void CheckProtocol()
    {
        if (selection.Protocols.IsEmpty)
        {
            return;
        }

        var meant = new Label();
        foreach (var protocol in selection.Protocols)
        {
            _code.JumpIf(When.Equal, Register.A, protocol, meant);
        }

        _code.Jump(_pass).Here(meant);
    }

    private void CheckExemptions()
    {
        // Without its neighbours a host is off the link, where ARP, which no program here sees, keeps it on.
        var others = new Label();
        _code.JumpIf(When.NotEqual, Register.A, Icmp6, others);
        Load(Ports, 1, Ip6Header);
        _code.Read(Width.One, Register.First, Register.Stack, Ports);
        JumpIfIn(Register.First, new PortRange(FirstOfNeighbours, LastOfNeighbours), _pass);
        _code.Here(others);
        foreach (var exemption in selection.Exemptions)
        {
            foreach (var protocol in exemption.Protocols)
            {
                CheckExemption(exemption, protocol);
            }
        }
    }

    private void CheckExemption(PacketExemption exemption, byte protocol)
    {
        var not = new Label();
        _code.JumpIf(When.NotEqual, Register.A, protocol, not);
        var address = exemption.Remote?.MapToIPv6().GetAddressBytes() ?? [];
        for (var at = 0; at < address.Length; at += 4)
        {
            _code.Read(Width.Four, Register.First, Register.Stack, (short)(KeyAddress + at));
            _code.JumpIfLower(When.NotEqual, Register.First, BitConverter.ToInt32(address, at), not);
        }

        JumpUnlessIn(Register.B, exemption.RemotePorts, not);
        JumpUnlessIn(Register.C, exemption.LocalPorts, not);
        _code.Jump(_pass).Here(not);
    }

    private void CheckPorts()
    {
        PassIfIn(Register.B, selection.ExcludedRemotePorts);
        PassIfIn(Register.C, selection.ExcludedLocalPorts);
        if (selection.SourcePorts.Length > 0)
        {
            MeanOnly([(Register.C, selection.SourcePorts)]);
        }

        if (selection.RemotePorts.Length + selection.LocalPorts.Length > 0)
        {
            MeanOnly([(Register.B, selection.RemotePorts), (Register.C, selection.LocalPorts)]);
        }
    }

    private void PassIfIn(Register port, ImmutableArray<PortRange> ranges)
    {
        foreach (var range in ranges)
        {
            JumpIfIn(port, range, _pass);
        }
    }

    private void MeanOnly(ReadOnlySpan<(Register Port, ImmutableArray<PortRange> Ranges)> alternatives)
    {
        var meant = new Label();
        foreach (var (port, ranges) in alternatives)
        {
            foreach (var range in ranges)
            {
                JumpIfIn(port, range, meant);
            }
        }

        _code.Jump(_pass).Here(meant);
    }

    private void JumpUnlessIn(Register port, PortRange? range, Label to)
    {
        if (range is { } given)
        {
            _code.JumpIf(When.Less, port, given.First, to).JumpIf(When.Greater, port, given.Last, to);
        }
    }

    private void JumpIfIn(Register port, PortRange range, Label to)
    {
        var not = new Label();
        _code.JumpIf(When.Less, port, range.First, not).JumpIf(When.NotGreater, port, range.Last, to).Here(not);
    }

    private void TakeChance()
    {
        CountAt(DropMaps.Matched);
        _code.Call(RandomNumber).CopyLower(Register.Result, Register.Result);
        _code.Value(Register.First, maps.Settings, DropMaps.Threshold).Read(Width.Eight, Register.First, Register.First, 0);
        _code.JumpIf(When.NotLess, Register.Result, Register.First, _pass);
        CountAt(DropMaps.Dropped);
    }

    private void CountAt(int offset) =>
        _code.Value(Register.First, maps.Counters, offset).Set(Register.Second, 1).Count(Register.First, 0, Register.Second);

    private BpfAssembler FindSocket()
    {
        _code.Copy(Register.First, Register.Context).Call(Cookie).Write(Width.Eight, Register.Stack, CookieKey, Register.Result);
        return Find(maps.Sockets, CookieKey);
    }

    private BpfAssembler Find(BpfMap map, short key) =>
        _code.Map(Register.First, map).Copy(Register.Second, Register.Stack).Plus(Register.Second, key).Call(FindInMap);
}
