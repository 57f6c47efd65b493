#!/bin/bash
# Run clang-tidy over the sources, two at a time, from the root of the tree.
#
#	tests/lint/tidy.sh FLAGS…
#
# SPDX-License-Identifier: Apache-2.0
set -eu
# shellcheck disable=SC2016
find shared modules -name '*.c' -print0 | sort -z |
	xargs -0 -P "$(nproc)" -n 4 sh -c '
		n=$1; shift
		i=0; flags=
		while [ "$i" -lt "$n" ]; do
			flags="$flags $1"; shift; i=$((i + 1))
		done
		# shellcheck disable=SC2086
		exec clang-tidy --quiet "$@" -- -std=c11 $flags
	' tidy "$#" "$@"
