namespace Faultline.EndToEnd.Tests.Attacks;

/// <summary>
/// A network namespace with the names of the seed: a name server of the test's own, and behind a virtual cable a machine that has all
/// their addresses and refuses every connection. What is silent there is dropped on the way.
/// </summary>
internal static class SeedNetwork
{
    private const string Server = """
        import socket, struct
        # The CDN's addresses change with every third question, as they do in the recording.
        NAMES = {
            "api.gremlin.com": [["10.77.0.10", "10.77.0.11"]],
            "cdn.bookstore.pingpublications.com": [["10.77.0.20", "10.77.0.21"], ["10.77.0.30", "10.77.0.31"]],
            "db.bookstore.pingpublications.com": [["10.77.0.40"]],
        }
        asked = {}
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 53))
        open("dns.ready", "w").close()
        while True:
            question, peer = server.recvfrom(4096)
            at, labels = 12, []
            while question[at]:
                labels.append(question[at + 1 : at + 1 + question[at]].decode())
                at += 1 + question[at]
            name, kind = ".".join(labels).lower(), struct.unpack("!H", question[at + 1 : at + 3])[0]
            sets, answers = NAMES.get(name), []
            if sets and kind == 1:
                answers = sets[min(asked.get(name, 0) // 2, len(sets) - 1)]
                asked[name] = asked.get(name, 0) + 1
            head = question[:2] + struct.pack("!HHHHH", 0x8180 if sets else 0x8183, 1, len(answers), 0, 0)
            body = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 1, 4) + socket.inet_aton(one) for one in answers)
            server.sendto(head + question[12 : at + 5] + body, peer)
        """;

    // Refused is an answer: somebody is there.
    private const string Probe = """
        import socket, sys
        for address in sys.argv[1:]:
            line = socket.socket()
            line.settimeout(0.7)
            try:
                line.connect((address, 5432))
            except ConnectionRefusedError:
                print(address, "answers")
            except OSError:
                print(address, "is silent")
            line.close()
        """;

    private const string Script = """
        set -eu
        mount --make-rprivate /
        printf 'nameserver 127.0.0.1\n' > resolv.conf
        mount --bind resolv.conf /etc/resolv.conf
        ip link set lo up
        unshare --net sleep 100 & peer=$!
        until [ "$(readlink /proc/$peer/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
        ip link add seed0 type veth peer name seed1 netns $peer
        ip addr add 10.77.0.1/24 dev seed0
        ip link set seed0 up
        nsenter --target $peer --net sh -c '
          ip link set lo up
          ip link set seed1 up
          for n in 10 11 20 21 30 31 40; do ip addr add 10.77.0.$n/24 dev seed1; done'
        python3 dns.py & dns=$!
        until [ -e dns.ready ]; do sleep 0.02; done
        "$@" > attack.out 2> attack.err & attack=$!
        until grep -q 'ingress traffic from 10.77.0.40' attack.out || ! kill -0 $attack 2>/dev/null; do sleep 0.05; done
        python3 probe.py 10.77.0.10 10.77.0.20 10.77.0.40 > during.out
        code=0
        wait $attack || code=$?
        python3 probe.py 10.77.0.10 10.77.0.20 10.77.0.40 > after.out
        kill $dns $peer
        exit $code
        """;

    /// <summary>Runs a command in there; what it prints stands in <c>attack.out</c> and <c>attack.err</c>.</summary>
    public static Task<Ended> RunAsync(Tool tool, params string[] command)
    {
        tool.Write("dns.py", Server);
        tool.Write("probe.py", Probe);
        tool.Write("network.sh", Script);
        return tool.RunAsync("/usr/bin/unshare", ["--net", "--mount", "sh", "network.sh", .. command]);
    }

    /// <summary>A namespace that ends when its first process does, in which the machine's own ways to shut down do nothing.</summary>
    public static Task<Ended> RunInstanceAsync(Tool tool, params string[] command)
    {
        tool.Write(
            "instance.sh",
            """
            set -eu
            mount --make-rprivate /
            for program in /usr/sbin/shutdown /sbin/shutdown /usr/bin/systemctl; do
                [ ! -e $program ] || mount --bind /bin/false $program
            done
            sleep 100 &
            echo $! > neighbour
            exec "$@"
            """
        );
        return tool.RunAsync(
            "/usr/bin/unshare",
            ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "instance.sh", .. command]
        );
    }
}
