#!/bin/bash
# Copy what the pages need from npm packages into a folder that is never
# committed: KERN UX (look, with Fira Sans) and pdf.js (preview).
#
#	www/vendor.sh [TARGET]
#
# TARGET is static/vendor beside this file unless given. The versions and
# their hashes stand in package-lock.json; nothing is run that they bring.
# Modules are renamed to .js so that every web server knows their type.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

www=$(cd "$(dirname "$0")" && pwd)
target=${1:-$www/static/vendor}
stamp=$(cat "$www/package-lock.json" "$0" | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$target/stamp" 2>/dev/null || :)" = "$stamp" ]; then
	exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$www/package.json" "$www/package-lock.json" "$work/"
(cd "$work" && npm ci --ignore-scripts --omit=optional --no-audit \
	--no-fund --loglevel=error >&2)

kern=$work/node_modules/@kern-ux/native
pdfjs=$work/node_modules/pdfjs-dist
new=$work/vendor
mkdir -p "$new/kern/fonts" "$new/pdfjs"

# Fira Sans in the weights that fernsign.css names.
cp "$kern/dist/kern.min.css" "$new/kern/"
for weight in Regular Medium SemiBold Bold; do
	cp "$kern/dist/fonts/fira-sans/FiraSans-$weight.woff2" "$new/kern/fonts/"
done

# The build for browsers of the last years, and what fonts and images need.
cp "$pdfjs/legacy/build/pdf.min.mjs" "$new/pdfjs/pdf.js"
cp "$pdfjs/legacy/build/pdf.worker.min.mjs" "$new/pdfjs/pdf.worker.js"
cp "$pdfjs/LICENSE" "$new/pdfjs/"
cp -r "$pdfjs/cmaps" "$pdfjs/iccs" "$pdfjs/standard_fonts" "$pdfjs/wasm" \
	"$new/pdfjs/"

# For servers with gzip_static: the text that every page needs.
gzip -9kn "$new/kern/kern.min.css" "$new/pdfjs/pdf.js" "$new/pdfjs/pdf.worker.js"

echo "$stamp" > "$new/stamp"
chmod -R u=rwX,go=rX "$new"
mkdir -p "$(dirname "$target")"
rm -rf "$target"
mv "$new" "$target"
