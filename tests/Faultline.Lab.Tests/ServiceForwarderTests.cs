using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Lab.Networking;

namespace Faultline.Lab.Tests;

public sealed class ServiceForwarderTests : IDisposable
{
    private readonly LoopbackNetwork _network = LoopbackNetwork.Take();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Two_labs_never_share_a_network()
    {
        using var other = LoopbackNetwork.Take();

        other.ForNode(1).ShouldNotBe(_network.ForNode(1));
    }

    [Fact(Timeout = 20_000)]
    public async Task Connections_go_to_one_pod_after_the_other()
    {
        using var first = new Pod(_network, "first");
        using var second = new Pod(_network, "second");
        using var service = new ServiceForwarder(Address(), NoEndpointMode.Refuse);
        service.Forward([first.Address, second.Address]);

        string[] answers = [await AskAsync(service), await AskAsync(service), await AskAsync(service), await AskAsync(service)];

        answers.Count(answer => answer == "first: question").ShouldBe(2);
        answers.Count(answer => answer == "second: question").ShouldBe(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pod_that_died_a_moment_ago_is_skipped()
    {
        using var alive = new Pod(_network, "alive");
        using var service = new ServiceForwarder(Address(), NoEndpointMode.Refuse);
        service.Forward([new IPEndPoint(_network.ForPod(), 9), alive.Address]);

        (await AskAsync(service)).ShouldBe("alive: question");
        (await AskAsync(service)).ShouldBe("alive: question");
    }

    [Fact(Timeout = 20_000)]
    public async Task Without_pods_refuse_means_refused_until_there_is_one()
    {
        using var pod = new Pod(_network, "pod");
        using var service = new ServiceForwarder(Address(), NoEndpointMode.Refuse);
        service.Forward([pod.Address]);
        await AskAsync(service);
        service.Forward([]);

        // Who comes in the moment in which the door closes is shown out; from then on nobody opens.
        SocketException refusal;
        do
        {
            refusal = await Should.ThrowAsync<SocketException>(() => AskAsync(service));
        } while (refusal.SocketErrorCode == SocketError.ConnectionReset);

        service.Forward([pod.Address]);

        refusal.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        (await AskAsync(service)).ShouldBe("pod: question");
    }

    [Fact(Timeout = 20_000)]
    public async Task Without_pods_blackhole_means_that_no_connection_comes_about()
    {
        using var service = new ServiceForwarder(Address(), NoEndpointMode.Blackhole);
        service.Forward([]);
        using var client = NewSocket();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));

        await Should.ThrowAsync<OperationCanceledException>(() => client.ConnectAsync(service.Address, patience.Token).AsTask());
    }

    [Fact(Timeout = 20_000)]
    public async Task After_a_blackhole_connections_go_through_again()
    {
        using var pod = new Pod(_network, "pod");
        using var service = new ServiceForwarder(Address(), NoEndpointMode.Blackhole);
        service.Forward([]);
        service.Forward([pod.Address]);

        (await AskAsync(service)).ShouldBe("pod: question");
    }

    [Fact(Timeout = 20_000)]
    public async Task Without_pods_hang_means_accepted_and_never_answered()
    {
        using var service = new ServiceForwarder(Address(), NoEndpointMode.Hang);
        service.Forward([]);
        using var client = NewSocket();
        await client.ConnectAsync(service.Address, Cancelled);
        await client.SendAsync("question"u8.ToArray(), Cancelled);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));

        await Should.ThrowAsync<OperationCanceledException>(() => client.ReceiveAsync(new byte[1], patience.Token).AsTask());
    }

    [Fact(Timeout = 20_000)]
    public async Task Disposal_breaks_the_connections_that_are_left()
    {
        var service = new ServiceForwarder(Address(), NoEndpointMode.Hang);
        service.Forward([]);
        using var client = NewSocket();
        await client.ConnectAsync(service.Address, Cancelled);
        var answer = client.ReceiveAsync(new byte[1], Cancelled).AsTask();

        service.Dispose();

        (await Should.ThrowAsync<SocketException>(answer)).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    private IPEndPoint Address() => new(_network.ForService(), 8080);

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    // The question ends with a half-close, after which the answer must still come.
    private static async Task<string> AskAsync(ServiceForwarder service)
    {
        using var client = NewSocket();
        await client.ConnectAsync(service.Address, Cancelled);
        await client.SendAsync("question"u8.ToArray(), Cancelled);
        client.Shutdown(SocketShutdown.Send);
        var answer = new List<byte>();
        var buffer = new byte[100];
        int count;
        while ((count = await client.ReceiveAsync(buffer, Cancelled)) > 0)
        {
            answer.AddRange(buffer.AsSpan(0, count));
        }

        return Encoding.UTF8.GetString([.. answer]);
    }

    /// <summary>Reads all that it is asked, then answers with its name and the question.</summary>
    private sealed class Pod : IDisposable
    {
        private readonly TcpListener _listener;

        public Pod(LoopbackNetwork network, string name)
        {
            _listener = new TcpListener(network.ForPod(), 0);
            _listener.Start();
            _ = AnswerAsync(name);
        }

        public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(string name)
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(Cancelled);
                using var reader = new StreamReader(client.GetStream());
                var question = await reader.ReadToEndAsync(Cancelled);
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{name}: {question}"), Cancelled);
            }
        }
    }
}
