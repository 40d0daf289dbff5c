using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;
using Faultline.Linux.Processes;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Faults;

namespace Faultline.Providers.Proxy.Serving;

/// <summary>Starts a proxy in this process, and ends it: with the process at the latest.</summary>
/// <param name="wish">The proxy.</param>
/// <param name="served">Where it is found by its name.</param>
internal sealed class ServeFault(ServedWish wish, ServedProxies served) : IFault
{
    private const string Name = "listen";
    private const string Socket = "socket";

    private ServedGrip? _grip;

    /// <inheritdoc/>
    public async Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        ProxyReach.CheckTarget(context);
        if (wish.Problems().ToList() is { Count: > 0 } wrong)
        {
            throw new FaultRefusedException(string.Join("; ", wrong.Select(one => one.Problem)));
        }

        if (served.Find(wish.Name) is not null)
        {
            throw new FaultRefusedException($"this run has started a proxy '{wish.Name}' already", "Give it another name.");
        }

        await TryAsync(wish.Door, context, stop);
        if (ProxyReach.IsPlan(context))
        {
            served.Plan(new ProxyState(wish.Name, wish.Listen, wish.Upstream, IsEnabled: true, []));
        }

        var owner = ProcessIdentity.Own;
        return new CapturedFault
        {
            What = $"start the proxy '{wish.Name}' ({wish.Listen} -> {wish.Upstream})",
            Before = DataObject.Of(
                ("proxy", wish.Name),
                (Name, wish.Listen),
                ("upstream", wish.Upstream),
                ("pid", owner.Id),
                ("start", owner.Key.StartTicks)
            ),
            Claims =
            [
                new FaultClaim($"proxy:run-{context.Run}/{wish.Name}", $"the name '{wish.Name}' among the proxies of this run"),
                .. wish.Door.Path is null && wish.Door.Port == 0
                    ? []
                    : new[] { new FaultClaim($"listen:{wish.Listen}", $"the address {wish.Listen}") },
            ],
            // The kernel closes a socket with its process, and leaves the file that it was bound to.
            Undo = wish.Door.Path is { } path ? [$"rm -f -- '{path.Replace("'", @"'\''", StringComparison.Ordinal)}'"] : [],
            Persists = wish.Door.Path is not null,
            Limits = ["It ends with the run: whoever sends to it then finds nobody."],
        };
    }

    /// <inheritdoc/>
    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var (url, place) = await served.TakeAsync(
            wish.Name,
            wish.Api,
            either => ServedServer.StartAsync(wish.ApiHost, wish.ApiPort, context.Seed, context.Time, either),
            stop
        );
        var grip = new ServedGrip(place, new ProxyApi(Address(url), context.Time), wish.Name, context);
        try
        {
            var proxy = await grip.Api.CreateProxyAsync(wish.ToData(), lease: null, stop);
            served.Add(wish.Name, url);
            context.Report(
                $"Proxy '{wish.Name}' listens on {proxy.Listen} and sends to {proxy.Upstream}; its API is at {grip.Api.Address}"
            );
            _grip = grip;
            return new AppliedFault { After = DataObject.Of((Name, proxy.Listen), ("api", grip.Api.Address.ToString())), Held = grip };
        }
        catch (Exception e)
        {
            await grip.DisposeAsync();
            if (e is ProxyApiException refused)
            {
                throw Taken(refused.Said ?? refused.Message.TrimEnd('.'));
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        if (
            record.After is not { } after
            || after.Text("api") is not { } url
            || !ProxyApiAddress.TryParse(url, out var address)
            || !ProxyDoor.TryParse(after.Text(Name) ?? "", out var door)
            || door.From(address) is not { } at
        )
        {
            return new FaultProof(ProofState.Absent, "it was not started");
        }

        using var api = new ProxyApi(address, context.Time);
        try
        {
            if (await api.FindProxyAsync(wish.Name, stop) is not { IsEnabled: true })
            {
                return new FaultProof(ProofState.Absent, $"there is no proxy '{wish.Name}' at {address}, or it is disabled");
            }

            var metrics = await ProxyMetrics.AskAsync(api, stop);
            var knocks = _grip?.KnockAgain() ?? 0;
            var answers = await ProxyDoor.KnockAsync(at, context.Time, stop) == true;
            var connections = metrics?.Value("faultline_proxy_connections_total", ("proxy", wish.Name)) - knocks ?? 0L;
            return new FaultProof(
                answers ? ProofState.Present : ProofState.Absent,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it {(answers ? "answers" : "does not answer")} at {after.Text(Name)}, and has taken {Plural.Of(connections, "connection")}"
                )
            )
            {
                Figures = DataObject.Of((Name, after[Name]!), ("connections", connections)),
            };
        }
        catch (ProxyApiException e)
        {
            return moment != ProofMoment.During && e.IsRefusedConnection
                ? new FaultProof(ProofState.Absent, "it has ended")
                : new FaultProof(ProofState.Unknown, e.Message.TrimEnd('.'));
        }
    }

    /// <inheritdoc/>
    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var owner = ProcessIdentity.Of((int)Number(record, "pid"));
        var isElsewhere = owner is not null && owner.Key.StartTicks == Number(record, "start") && owner.Id != Environment.ProcessId;
        if (isElsewhere && record.BootId == ProcessIdentity.BootIdNow)
        {
            return new RevertResult(RevertState.Failed, $"the process {owner!.Id}, which holds the proxy '{wish.Name}', still runs");
        }

        // What is held was let go of before, and ends with its process: nothing is left of it but a file.
        if (wish.Door.Path is not { } path || FileTree.KindOf(path) != Socket || await KnockAsync(path, context, stop) == true)
        {
            return new RevertResult(RevertState.NothingToRevert, $"the proxy '{wish.Name}' has ended");
        }

        File.Delete(path);
        return new RevertResult(RevertState.Reverted, $"the proxy '{wish.Name}' has ended, and its socket '{path}' is removed");
    }

    private static ProxyApiAddress Address(Uri url) =>
        ProxyApiAddress.TryParse(url.AbsoluteUri, out var address) ? address : throw new FaultRefusedException("its API has no address");

    private static long Number(UndoRecord record, string key) => (long)((record.Before[key] as DataNumber)?.ToDouble() ?? 0);

    private static Task<bool?> KnockAsync(string path, FaultContext context, CancellationToken stop) =>
        ProxyDoor.KnockAsync(new UnixDomainSocketEndPoint(path), context.Time, stop);

    // Bound for a moment, and never listened on: nobody can meet it.
    private async Task TryAsync(ProxyDoor door, FaultContext context, CancellationToken stop)
    {
        if (door.Path is { } path)
        {
            // A socket that nobody listens at any more is free; anything else is somebody's.
            if (FileTree.KindOf(path) is { } kind && (kind != Socket || await KnockAsync(path, context, stop) == true))
            {
                throw Taken(kind == Socket ? "somebody listens there" : $"there is a {kind}");
            }

            return;
        }

        if (door.Port == 0 || (door.Host.Length > 0 && !IPAddress.TryParse(door.Host, out _)))
        {
            return;
        }

        var ip = door.Host.Length == 0 ? IPAddress.Any : IPAddress.Parse(door.Host);
        using var socket = new System.Net.Sockets.Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(ip, door.Port));
        }
        catch (SocketException e)
        {
            throw Taken(e.Message);
        }
    }

    private FaultRefusedException Taken(string why) =>
        new(
            $"the proxy '{wish.Name}' can't listen on {wish.Listen}: {why}",
            wish.Door.Path is null
                ? $"'ss -ltnp sport = :{wish.Door.Port}' says who has it; port 0 takes a free one."
                : "Give another path, in a folder that may be written to."
        );
}
