using Label = Faultline.Linux.Bpf.BpfAssembler.Label;
using Register = Faultline.Linux.Bpf.BpfAssembler.Register;
using When = Faultline.Linux.Bpf.BpfAssembler.When;
using Width = Faultline.Linux.Bpf.BpfAssembler.Width;

namespace Faultline.Linux.Bpf;

/// <content>What is read of a packet: the protocol, the remote end's address as a key, the ports.</content>
internal sealed partial class DropProgram
{
    private void CheckDevice()
    {
        if (ChecksDevice)
        {
            _code
                .Read(Width.Four, Register.First, Register.Context, DeviceInContext)
                .Write(Width.Four, Register.Stack, CookieKey, Register.First);
            Find(maps.Devices, CookieKey).JumpIf(When.Equal, Register.Result, 0, _pass);
        }
    }

    // A holds the protocol, B the length of the header, or zero where no ports follow.
    private void ReadHeader()
    {
        var four = new Label();
        var done = new Label();
        var whole = new Label();
        _code.Read(Width.Four, Register.First, Register.Context, ProtocolInContext);
        _code.JumpIf(When.Equal, Register.First, Ip4, four).JumpIf(When.NotEqual, Register.First, Ip6, _pass);

        Load(Header, Ip6Header, 0);
        _code.Read(Width.One, Register.A, Register.Stack, Header + 6).Set(Register.B, Ip6Header);
        CopyAddress(IsEgress ? 24 : 8, 0, 16);
        _code.Jump(done);

        _code.Here(four);
        Load(Header, 20, 0);
        _code.Read(Width.One, Register.A, Register.Stack, Header + 9);
        _code.WriteConstant(Width.Four, Register.Stack, KeyAddress, 0).WriteConstant(Width.Four, Register.Stack, KeyAddress + 4, 0);
        _code.WriteConstant(Width.Four, Register.Stack, KeyAddress + 8, unchecked((int)0xffff0000));
        CopyAddress(IsEgress ? 16 : 12, 12, 4);
        _code.Read(Width.One, Register.B, Register.Stack, Header).And(Register.B, 0xf).ShiftLeft(Register.B, 2);

        // A later fragment has no ports.
        _code.Read(Width.Two, Register.First, Register.Stack, Header + 6).FromNetwork(Register.First).And(Register.First, 0x1fff);
        _code.JumpIf(When.Equal, Register.First, 0, whole).Set(Register.B, 0);
        _code.Here(whole).Here(done);
        _code.WriteConstant(Width.Four, Register.Stack, Key, 128);
    }

    // B becomes the remote port, C the local one; more than any port where there is none.
    private void ReadPorts()
    {
        var load = new Label();
        var none = new Label();
        var done = new Label();
        _code.JumpIf(When.Equal, Register.B, 0, none);
        _code.JumpIf(When.Equal, Register.A, Tcp, load).JumpIf(When.NotEqual, Register.A, Udp, none);
        _code.Here(load);
        _code.Copy(Register.First, Register.Context).Copy(Register.Second, Register.B);
        _code.Copy(Register.Third, Register.Stack).Plus(Register.Third, Ports).Set(Register.Fourth, 4);
        _code.Set(Register.Fifth, FromNetworkHeader).Call(LoadBytesFrom).JumpIf(When.NotEqual, Register.Result, 0, none);
        _code.Read(Width.Two, Register.B, Register.Stack, (short)(Ports + (IsEgress ? 2 : 0))).FromNetwork(Register.B);
        _code.Read(Width.Two, Register.C, Register.Stack, (short)(Ports + (IsEgress ? 0 : 2))).FromNetwork(Register.C);
        _code.Jump(done);
        _code.Here(none).Set(Register.B, 0x10000).Set(Register.C, 0x10000);
        _code.Here(done);
    }

    private void Load(short to, int count, int from)
    {
        _code
            .Copy(Register.First, Register.Context)
            .Set(Register.Second, from)
            .Copy(Register.Third, Register.Stack)
            .Plus(Register.Third, to);
        _code.Set(Register.Fourth, count).Set(Register.Fifth, FromNetworkHeader).Call(LoadBytesFrom);
        _code.JumpIf(When.NotEqual, Register.Result, 0, _pass);
    }

    private void CopyAddress(int inHeader, int inKey, int count)
    {
        for (var at = 0; at < count; at += 4)
        {
            _code.Read(Width.Four, Register.First, Register.Stack, (short)(Header + inHeader + at));
            _code.Write(Width.Four, Register.Stack, (short)(KeyAddress + inKey + at), Register.First);
        }
    }
}
