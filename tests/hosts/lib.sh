# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Several hosts on one machine, for the tests beside this file. Each host is a network namespace with an address and a
# cable to a switch of their own, which is in a namespace too, so that nothing reaches the machine's network; with its
# own host name, process numbers and /etc/hosts; with a shell that listens (remote_shell). They share the file system.
# Expects what tests/cli/lib.sh expects; skipped without root, ip, unshare or socat.
#
#   hosts_start COUNT           h1 ... hCOUNT
#   on HOST COMMAND...          a command on a host, as root, in $work
#   hosts_mpirun FROM TO COMMAND...   Open MPI's mpirun on host FROM; TO is its --host list
#   cable HOST up|down          plug it in, or pull it
#   power_off HOST              all its processes end at once
#   power_on HOST               and it is there again
. "$SOURCE/tests/cli/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
for program in ip unshare nsenter socat; do
    command -v $program >/dev/null || {
        echo "skipped: no $program (Debian: iproute2, util-linux, socat)"
        exit 77
    }
done
network=epscan-$$
ip netns add "$network-switch" 2>/dev/null || {
    echo 'skipped: network namespaces need root'
    exit 77
}
hosts=()
# Network namespaces of this test and what runs in them go with it.
hosts_stop() {
    local host
    for host in "${hosts[@]}"; do
        power_off "$host"
        ip netns delete "$network-$host"
    done
    ip netns delete "$network-switch"
    rm -rf "$work"
}
trap hosts_stop EXIT
ip -n "$network-switch" link add switch type bridge
ip -n "$network-switch" link set switch up

# power_on HOST: its first process listens for remote_shell; $work/HOST/pid is its number on the machine.
power_on() {
    local host=$1 i
    mkdir -p "$work/$host"
    nsenter "--net=/run/netns/$network-$host" unshare --pid --fork --uts --mount --mount-proc bash -c "
        hostname $host && mount --bind '$work/etc-hosts' /etc/hosts &&
            exec socat TCP-LISTEN:514,fork,reuseaddr EXEC:'bash -s'" >>"$work/$host/log" 2>&1 </dev/null &
    echo $! >"$work/$host/parent"
    for ((i = 0; i < 100; i++)); do
        pgrep -P "$(cat "$work/$host/parent")" >"$work/$host/pid" &&
            ip netns exec "$network-$host" bash -c '</dev/tcp/127.0.0.1/514' 2>/dev/null && return 0
        sleep 0.1
    done
    fail "$host does not start: $(cat "$work/$host/log")"
}

# power_off HOST: the kernel ends all processes of a process namespace with its first one.
power_off() {
    kill -KILL "$(cat "$work/$1/pid")" 2>/dev/null
    wait "$(cat "$work/$1/parent")" 2>/dev/null
}

cable() {
    ip -n "$network-$1" link set eth0 "$2"
}

hosts_start() {
    local i host
    for ((i = 1; i <= $1; i++)); do echo "10.77.0.$i h$i"; done >"$work/etc-hosts"
    echo '127.0.0.1 localhost' >>"$work/etc-hosts"
    for ((i = 1; i <= $1; i++)); do
        host=h$i
        hosts+=("$host")
        ip netns add "$network-$host"
        ip -n "$network-$host" link add eth0 type veth peer name "$host" netns "$network-switch"
        ip -n "$network-switch" link set "$host" master switch up
        ip -n "$network-$host" address add "10.77.0.$i/24" dev eth0
        ip -n "$network-$host" link set lo up
        # TCP gives a silent peer up after seconds: by itself it waits for a quarter of an hour
        ip netns exec "$network-$host" bash -c 'echo 3 >/proc/sys/net/ipv4/tcp_retries2'
        cable "$host" up
        power_on "$host"
    done
}

on() {
    nsenter --target "$(cat "$work/$1/pid")" --net --pid --uts --mount --wd="$work" "${@:2}"
}

# Over TCP alone: nothing of one machine (shared memory) goes from host to host.
hosts_mpirun() {
    on "$1" mpirun --host "$2" --bind-to none --mca plm_rsh_agent "$SOURCE/tests/hosts/remote_shell" \
        --mca btl self,tcp --mca oob_tcp_if_include eth0 --mca btl_tcp_if_include eth0 "${@:3}"
}
