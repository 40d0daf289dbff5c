#!/bin/sh
# The network of the examples: a network namespace with nobody else in it, and a database in it, which answers at 127.0.0.2:5432.
# It needs root, python3 and 'ip' (iproute2). The host's own network is not touched.
#
#   network.sh start      makes both, unless they are there
#   network.sh ask [MS]   asks the database, as a shop would: at most MS milliseconds (500), else it shows what it knows already
#   network.sh pid        the database's process number
#   network.sh stop       ends the database, and removes the namespace
set -eu

name=faultline-example

database='
import socket, sys
server = socket.create_server(("127.0.0.2", 5432))
while True:
    client, _ = server.accept()
    client.sendall(b"fresh")
    client.close()
'

shop='
import socket, sys
patience = int(sys.argv[1]) / 1000
try:
    with socket.create_connection(("127.0.0.2", 5432), timeout=patience) as line:
        print(line.recv(100).decode() or "from the cache")
except OSError:
    print("from the cache")
'

inside() {
    ip netns exec $name "$@"
}

answers() {
    inside python3 -c "$shop" 1000 2>/dev/null | grep -q fresh
}

case $1 in
start)
    if ! answers 2>/dev/null; then
        [ -e /run/netns/$name ] || ip netns add $name
        inside ip link set lo up
        # It ends by itself, should a run be forgotten.
        setsid ip netns exec $name timeout 600 python3 -c "$database" >/dev/null 2>&1 </dev/null &
        tries=0
        until answers; do
            tries=$((tries + 1))
            [ $tries -lt 100 ] || exit 1
            sleep 0.05
        done
    fi
    ;;
ask)
    inside python3 -c "$shop" "${2:-500}"
    ;;
pid)
    ip netns pids $name | head -n 1
    ;;
stop)
    [ ! -e /run/netns/$name ] || {
        ip netns pids $name | xargs -r kill -KILL
        ip netns del $name
    }
    ;;
*)
    echo "network.sh start|ask [MS]|pid|stop" >&2
    exit 2
    ;;
esac
