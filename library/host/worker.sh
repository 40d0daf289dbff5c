#!/bin/sh
# The application of the examples: a worker that writes the time into a file five times a second, and a supervisor that starts it
# again when it ends. Everything it has is in one folder, and it needs no rights.
#
#   worker.sh start   starts both, unless they run
#   worker.sh ask     succeeds while the worker works
#   worker.sh pid     the worker's process number
#   worker.sh stop    ends both, and removes the folder
set -eu

self=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd -P)/worker.sh
folder=${EXAMPLE_FOLDER:-${TMPDIR:-/tmp}/faultline-example}

works() {
    [ -s "$folder/beat" ] && [ $(($(date +%s) - $(cat "$folder/beat"))) -le 1 ]
}

case $1 in
start)
    if ! works; then
        mkdir -p "$folder"
        setsid sh "$self" supervise >/dev/null 2>&1 </dev/null &
        tries=0
        until works; do
            tries=$((tries + 1))
            [ $tries -lt 100 ] || exit 1
            sleep 0.05
        done
    fi
    ;;
supervise)
    echo $$ >"$folder/supervisor.pid"
    # Nobody is left behind by a run that was forgotten.
    end=$(($(date +%s) + 600))
    while [ "$(date +%s)" -lt "$end" ] && [ -d "$folder" ]; do
        sh "$self" work &
        echo $! >"$folder/worker.pid"
        wait $! || true
    done
    ;;
work)
    while [ -d "$folder" ]; do
        # Whole or not at all, also on a volume that is full.
        if date +%s >"$folder/next" 2>/dev/null && [ -s "$folder/next" ]; then
            mv "$folder/next" "$folder/beat"
        fi
        sleep 0.2
    done
    ;;
ask)
    works
    ;;
pid)
    cat "$folder/worker.pid"
    ;;
stop)
    for who in supervisor worker; do
        [ ! -s "$folder/$who.pid" ] || kill -KILL "$(cat "$folder/$who.pid")" 2>/dev/null || true
    done
    rm -rf "$folder"
    ;;
*)
    echo "worker.sh start|ask|pid|stop" >&2
    exit 2
    ;;
esac
