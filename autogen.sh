#!/bin/bash
# Regenerate the build system.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")"
mkdir -p build-aux
exec autoreconf -fi
