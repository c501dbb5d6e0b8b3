#!/bin/sh
# Installs the programs that some tests drive: a browser, a terminal multiplexer, a manual page checker, two makes, a C compiler,
# a reader of captured frames, Prometheus, NATS, a maker of certificates, and those that send real traffic through a lab.
set -e
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v tmux >/dev/null 2>&1 || missing="$missing tmux"
command -v mandoc >/dev/null 2>&1 || missing="$missing mandoc"
command -v make >/dev/null 2>&1 || missing="$missing make"
command -v bmake >/dev/null 2>&1 || missing="$missing bmake"
command -v gcc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
command -v tshark >/dev/null 2>&1 || missing="$missing tshark"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v promtool >/dev/null 2>&1 || missing="$missing prometheus"
if [ "$(uname)" = Linux ]; then
  # Debian keeps some of them where only root looks.
  PATH=$PATH:/usr/sbin:/sbin
  command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
  command -v ping >/dev/null 2>&1 || missing="$missing iputils-ping"
  command -v iperf3 >/dev/null 2>&1 || missing="$missing iperf3"
  command -v vde_switch >/dev/null 2>&1 || missing="$missing vde-switch"
  command -v dnsmasq >/dev/null 2>&1 || missing="$missing dnsmasq-base"
  command -v nats-server >/dev/null 2>&1 || missing="$missing nats-server"
  command -v tcpdump >/dev/null 2>&1 || missing="$missing tcpdump"
fi
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "npm test needs$missing; install them" >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
