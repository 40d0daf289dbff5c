#!/bin/sh
# The machine of the examples: a process namespace, whose first process is its init, and a supervisor that starts it again when it
# ends, as a cloud does with an instance. It needs root, for the namespace.
#
#   instance.sh start   starts both, unless they run
#   instance.sh ask     succeeds while the instance is up
#   instance.sh pid     the number of its first process, as this host sees it
#   instance.sh stop    ends both, and removes what they wrote
set -eu

self=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd -P)/instance.sh
folder=${TMPDIR:-/tmp}/faultline-example-instance

# The first process of the namespace is the child of the 'unshare' that made it.
first() {
    outer=$(cat "$folder/outer.pid" 2>/dev/null) && cat "/proc/$outer/task/$outer/children" 2>/dev/null | tr -d ' '
}

up() {
    found=$(first) && [ -n "$found" ] && kill -0 "$found" 2>/dev/null
}

case $1 in
start)
    if ! up; then
        mkdir -p "$folder"
        setsid sh "$self" supervise >/dev/null 2>&1 </dev/null &
        tries=0
        until up; do
            tries=$((tries + 1))
            [ $tries -lt 100 ] || exit 1
            sleep 0.05
        done
    fi
    ;;
supervise)
    echo $$ >"$folder/supervisor.pid"
    end=$(($(date +%s) + 600))
    while [ "$(date +%s)" -lt "$end" ] && [ -d "$folder" ]; do
        unshare --pid --fork --kill-child sleep 600 &
        echo $! >"$folder/outer.pid"
        wait $! || true
    done
    ;;
ask)
    up
    ;;
pid)
    first
    ;;
stop)
    for who in supervisor outer; do
        [ ! -s "$folder/$who.pid" ] || kill -KILL "$(cat "$folder/$who.pid")" 2>/dev/null || true
    done
    rm -rf "$folder"
    ;;
*)
    echo "instance.sh start|ask|pid|stop" >&2
    exit 2
    ;;
esac
