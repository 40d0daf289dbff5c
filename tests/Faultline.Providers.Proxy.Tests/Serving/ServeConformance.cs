using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;
using Faultline.Providers.Proxy.Tests.Faults;
using Faultline.TestKit;

namespace Faultline.Providers.Proxy.Tests.Serving;

public sealed class ServeConformance : FaultConformance
{
    protected override FaultWorld World() => new OneSocket();

    private sealed class OneSocket : FaultWorld
    {
        private readonly TemporaryFolder _folder = new();

        public override string Function => "proxy.start";

        // Nobody can take a path of our own before we do, as they can a port.
        public override DataObject Arguments =>
            DataObject.Of(("name", "db"), ("listen", "unix:" + Socket), ("upstream", "unix:" + _folder.Path + "/nobody"));

        private string Socket => _folder.Path + "/db.sock";

        public override Task MakeAsync(CancellationToken stop) => Task.CompletedTask;

        public override async Task<string> ReadAsync(CancellationToken stop)
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await client.ConnectAsync(new UnixDomainSocketEndPoint(Socket), stop);
                return "listens";
            }
            catch (SocketException)
            {
                return "nobody";
            }
        }

        public override Task<bool> RemoveTargetAsync(CancellationToken stop) => Task.FromResult(false);

        public override Task<IFault> BindAsync() => FaultBinding.BindAsync(ProxyWorld.Find(Function), Arguments);

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
