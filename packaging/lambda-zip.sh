#!/usr/bin/env bash
# Builds the zip for AWS Lambda: the binary under the name `bootstrap`, for the runtime provided.al2023.
#
#   packaging/lambda-zip.sh [--arch x86_64|arm64] [--binary FILE] [--out FILE]
#
# Without --binary it builds one: for the architecture of this machine by cargo, for the other one by
# cargo-zigbuild, which must be installed. Needs zip, and objdump (binutils) for the check of the C library.
set -euo pipefail
cd "$(dirname "$0")/.."

# The C library of Amazon Linux 2023.
glibc=2.34

here=$(uname -m)
arch=${here/aarch64/arm64}
binary=
out=

while [ $# -gt 0 ]; do
  case $1 in
    --arch) arch=$2 ;;
    --binary) binary=$2 ;;
    --out) out=$2 ;;
    *)
      sed -n '2,8p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done
case $arch in
  x86_64 | arm64) ;;
  *)
    echo "--arch is x86_64 or arm64" >&2
    exit 2
    ;;
esac
out=${out:-target/poolgate-lambda-$arch.zip}
target=${CARGO_TARGET_DIR:-target}

if [ -z "$binary" ]; then
  if [ "$arch" = "${here/aarch64/arm64}" ]; then
    cargo build --profile dist --locked --package poolgate
    binary=$target/dist/poolgate
  else
    triple=${arch/arm64/aarch64}-unknown-linux-gnu
    cargo zigbuild --profile dist --locked --package poolgate --target "$triple.$glibc"
    binary=$target/$triple/dist/poolgate
  fi
fi

# A binary that was linked on a newer system would not start there.
needed=$(objdump -T "$binary" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -V | tail -n 1)
if [ "$(printf '%s\n' "$needed" "$glibc" | sort -V | tail -n 1)" != "$glibc" ]; then
  echo "$binary needs glibc $needed, and AWS Lambda has $glibc: build it on Debian 12 or older, or by cargo-zigbuild" >&2
  exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
install -m 0755 "$binary" "$folder/bootstrap"
rm -f "$out"
mkdir -p "$(dirname "$out")"
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
# -X: nothing of this machine in the archive.
(cd "$folder" && zip -q -X "$out" bootstrap)
echo "$out ($(du -h "$out" | cut -f1), $arch, glibc $needed)"
