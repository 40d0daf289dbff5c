#!/bin/sh
# The application of the examples: a shop that asks a service for its prices, and a fault proxy between the two.
#
#   customer ──> shop ──> proxy 'prices' ──> prices
#
#   shop.sh start ADDRESS PROXY_URL [NAME=VALUE]...   starts all three, unless they run; the variables are the shop's
#   shop.sh stop ADDRESS                              ends them, and removes what they wrote
#
# They are roles of the program that runs the experiment ('faultline sample shop', 'faultline proxy serve'), and end with it, however
# it ends. ADDRESS is where the shop listens (127.0.0.1:18480), PROXY_URL the proxy's API; the prices and their proxy take free ports.
set -eu

self=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd -P)/shop.sh
port=${2##*:}
folder=${TMPDIR:-/tmp}/faultline-example-shop-$port

# The program that started this script; from a shell the one in the checkout, or in PATH.
program() {
    exe=$(readlink "/proc/$PPID/exe" || true)
    case ${exe##*/} in
    faultline*) echo "$exe" ;;
    *) [ -x "${self%/library/*}/faultline" ] && echo "${self%/library/*}/faultline" || command -v faultline ;;
    esac
}

# until_it TRIES COMMAND...: waits for something, 50 ms at a time.
until_it() {
    left=$1
    shift
    until "$@" 2>/dev/null; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.05
    done
}

gone() {
    [ ! -d "$folder" ]
}

# Whether a process runs; one that has ended and was not asked how does not.
runs() {
    case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
    "" | [ZX]*) return 1 ;;
    esac
}

is_up() {
    [ -f "$folder/ready" ] && runs "$(cat "$folder/supervisor.pid")"
}

# The port that a service says it runs on.
port_of() {
    sed -n 's/^Running on .*://p' "$folder/$1.log"
}

case $1 in
start)
    shift 2
    if ! is_up; then
        # A run that was killed leaves its files.
        rm -rf "$folder"
        mkdir -p "$folder"
        PROGRAM=$(program) RUN=$PPID setsid sh "$self" supervise "127.0.0.1:$port" "$@" >"$folder/supervisor.log" 2>&1 </dev/null &
        until_it 400 is_up || {
            cat "$folder"/*.log >&2
            exit 1
        }
    fi
    ;;
supervise)
    api=$3
    shift 3
    echo $$ >"$folder/supervisor.pid"
    trap 'kill $(cat "$folder"/*.child) 2>/dev/null; wait; rm -rf "$folder"' EXIT
    trap 'exit 0' TERM INT HUP
    PORT=0 "$PROGRAM" sample shop prices >"$folder/prices.log" 2>&1 &
    echo $! >"$folder/prices.child"
    "$PROGRAM" proxy serve --port "${api##*:}" >"$folder/proxy.log" 2>&1 &
    echo $! >"$folder/proxy.child"
    until_it 200 grep -q '^Running on' "$folder/prices.log"
    until_it 200 grep -q '^The proxy is up' "$folder/proxy.log"
    "$PROGRAM" proxy create prices --host "$api" --listen 127.0.0.1:0 --upstream "127.0.0.1:$(port_of prices)" \
        >"$folder/created.log"
    env "$@" PORT="$port" PRICES_URL="http://$(grep -o '127\.0\.0\.1:[0-9]*' "$folder/created.log" | head -n 1)/" \
        "$PROGRAM" sample shop shop >"$folder/shop.log" 2>&1 &
    echo $! >"$folder/shop.child"
    until_it 200 grep -q '^Running on' "$folder/shop.log"
    # The first customer waits longest, and fills the cache.
    until_it 40 env SHOP_URL="http://127.0.0.1:$port/" PATIENCE=10s "$PROGRAM" sample shop customer >"$folder/customer.log"
    touch "$folder/ready"
    # Nobody is left behind by a run that is gone.
    while runs "$RUN"; do
        sleep 0.2
    done
    ;;
stop)
    if [ -s "$folder/supervisor.pid" ]; then
        kill "$(cat "$folder/supervisor.pid")" 2>/dev/null || rm -rf "$folder"
        until_it 100 gone
    fi
    ;;
*)
    echo "shop.sh start ADDRESS PROXY_URL [NAME=VALUE]... | stop ADDRESS" >&2
    exit 2
    ;;
esac
