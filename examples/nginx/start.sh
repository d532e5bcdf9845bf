# What the examples with nginx share: programs that end together. Sourced by their `run`, which sets `here`.
# shellcheck shell=bash
root=$here/../..
export PATH=$PATH:/usr/sbin
listen=${LISTEN:-127.0.0.1:8080}
gateway=${GATEWAY_LISTEN:-127.0.0.1:8000}
pool=${POOL_LISTEN:-127.0.0.1:9229}
application=${APPLICATION_LISTEN:-127.0.0.1:8001}
data=${DATA:-$here/data}
programs=()
mkdir -p "$data/nginx"

end() {
  trap - EXIT
  kill "${programs[@]}" 2>/dev/null || true
  wait || true
}
trap end EXIT
trap 'exit 0' INT TERM

start() {
  "$@" &
  programs+=($!)
}

# The gateway, in front of the user pool that COGNITO_* name, or with one of its own.
start_gateway() {
  local bin=${BIN:-}
  if [ -z "$bin" ]; then
    cargo build --quiet --release --manifest-path "$root/Cargo.toml" --package poolgate
    bin=${CARGO_TARGET_DIR:-$root/target}/release
  fi
  POOLGATE_PUBLIC_URL=http://$listen POOLGATE_TRUSTED_PROXIES=127.0.0.1 POOLGATE_DATA=$data/poolgate \
    start "$bin/poolgate" serve --listen "$gateway" --pool-listen "$pool" "$@"
}

start_nginx() {
  command -v nginx >/dev/null || { echo "install nginx (apt-get install nginx)" >&2; exit 1; }
  sed -e "s|@PREFIX@|$data/nginx|g" -e "s|@LISTEN@|$listen|g" -e "s|@GATEWAY@|$gateway|g" \
    -e "s|@APPLICATION@|$application|g" "$here/../nginx/nginx.conf" >"$data/nginx/nginx.conf"
  # Started by root, its workers would be somebody else, who may not look into this folder.
  local same=()
  [ "$(id -u)" -ne 0 ] || same=(-g "user root;")
  start nginx -p "$data/nginx" -c "$data/nginx/nginx.conf" "${same[@]}"
  echo "The application is at http://$listen; codes that would be mailed are at http://$gateway/dev/messages"
}

# Until one of them ends.
wait_for_the_end() {
  wait -n
}
