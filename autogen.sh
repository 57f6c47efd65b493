#!/bin/bash
# From a fresh checkout to something that runs.
#
#	./autogen.sh            regenerate the build system
#	./autogen.sh demo [--state DIR] [--port N] [--background]
#	./autogen.sh demo --stop [--state DIR]
#	./autogen.sh check      build everything and pass every test
#
# demo and check install the Debian packages of packages.txt that are missing
# (as root or with sudo; otherwise they say exactly which) and build in build/.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
here=$PWD
cd "$(dirname "$0")"
build=${FERNSIGN_BUILD:-build}

fail() {
	echo "autogen.sh: $*" >&2
	exit 1
}

# List the packages of some sections that are not there. A line is a package
# and, optionally, a command that does as well.
missing() {
	local wanted=" $* " section='' package command
	while read -r package command; do
		case $package in
		'#'* | '') continue ;;
		'['*) section=${package//[\[\]]/} && continue ;;
		esac
		[[ $wanted == *" $section "* ]] || continue
		[[ -n $command ]] && command -v "$command" >/dev/null && continue
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
			grep -qx installed || echo "$package"
	done <packages.txt
}

install_packages() {
	local list as=()
	command -v dpkg-query >/dev/null || return 0
	mapfile -t list < <(missing "$@")
	[[ ${#list[@]} -eq 0 ]] && return
	if [[ $(id -u) -ne 0 ]]; then
		if ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; then
			fail "missing packages: ${list[*]}"
		fi
		command -v sudo >/dev/null ||
			fail "missing packages: ${list[*]}"
		as=(sudo)
	fi
	echo "installing: ${list[*]}"
	"${as[@]}" apt-get -qq update
	"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		--no-install-recommends install "${list[@]}" >/dev/null ||
		fail "could not install: ${list[*]}"
}

regenerate() {
	mkdir -p build-aux
	autoreconf -fi
}

# Run a step quietly; show the end of what it said when it fails.
quiet() {
	local log=$1
	shift
	"$@" >"$log" 2>&1 </dev/null || {
		tail -n 40 "$log" >&2
		fail "failed: $* (all of it: $log)"
	}
}

# Build out of tree; CC="ccache gcc" and the like are taken from outside.
build_all() {
	mkdir -p "$build"
	exec 9>"$build/.lock"
	flock 9 # two demos may be started at once
	if [[ ! -e configure || configure.ac -nt configure ]]; then
		quiet "$build/autoreconf.log" regenerate
	fi
	[[ -e $build/Makefile ]] ||
		(cd "$build" && quiet configure.log ../configure --enable-werror)
	# One goal after the other: two would build the same objects twice at once.
	local goal
	for goal in all "$@"; do
		quiet "$build/make-$goal.log" make -C "$build" -j"$(nproc)" "$goal"
	done
	quiet "$build/www-vendor.log" make -C "$build" www-vendor
	quiet "$build/npm.log" npm_tests
	exec 9>&-
}

# What the partners and the browser tests need from npm, by the lock file.
npm_tests() {
	[[ tests/node_modules/.package-lock.json -nt tests/package-lock.json ]] &&
		return
	(cd tests && npm ci --no-audit --no-fund --ignore-scripts)
	touch tests/node_modules/.package-lock.json
}

demo() {
	local stop=0 state=$here/demo-state args=()
	while [[ $# -gt 0 ]]; do
		case $1 in
		--stop) stop=1 ;;
		--state)
			[[ $# -gt 1 ]] || fail "--state needs a folder"
			state=$(cd "$here" && realpath -m -- "$2") && shift
			;;
		--port)
			[[ ${2:-} =~ ^[0-9]+$ ]] || fail "--port needs a number"
			args+=(--port "$2") && shift
			;;
		--background) args+=(--background) ;;
		*) fail "demo does not know $1" ;;
		esac
		shift
	done
	if ((stop)); then
		exec python3 tests/demo/demo.py stop --state "$state"
	fi
	install_packages build demo
	build_all
	exec python3 tests/demo/demo.py start --build "$build" \
		--state "$state" "${args[@]}"
}

check() {
	install_packages build demo test
	build_all check-programs
	exec tests/run --build "$build"
}

case ${1:-} in
'') regenerate ;;
demo) shift && demo "$@" ;;
check) check ;;
*) fail "usage: ./autogen.sh [demo [--state DIR] [--port N]" \
	"[--background] | demo --stop [--state DIR] | check]" ;;
esac
