#!/bin/sh
# The media server in one file: this stub, then gzip pieces that it unpacks once into a cache
# folder (MEDIAMTX_CACHE, else the user's cache, else a private folder below /tmp) and runs.
name=@NAME@
self=$0

piece() { # name, offset, length
	tail -c "+$(($2 + 1))" "$self" | head -c "$3" | gzip -dc >"$new/$1" && chmod 755 "$new/$1"
}

pieces() {
@PIECES@
}

starts() {
	"$@" --version >/dev/null 2>&1
}

# Unpacks aside and renames, so that a half-written folder is never run; who comes second yields.
unpack() {
	new=$(mktemp -d "$base/new.XXXXXX" 2>/dev/null) || return 1
	trap 'rm -rf "$new"; exit 1' HUP INT TERM
	if pieces 2>/dev/null && choose; then
		sync
		[ -e "$dir" ] || mv "$new" "$dir" 2>/dev/null
		rm -rf "$new" "$dir/${new##*/}"
	else
		rm -rf "$new"
	fi
	trap - HUP INT TERM
	[ -x "$dir/deno" ]
}

# The machine's own C library where it works, else the one that came along.
choose() {
	starts "$new/deno" && return
	[ -e "$new/loader" ] && starts "$new/loader" --library-path "$new" "$new/deno" &&
		: >"$new/needs-loader"
}

prepare() { # base folder, "private" where others may write beside it
	[ -n "$1" ] || return 1
	base=$1 dir=$1/$name
	(umask 077 && mkdir -p "$base") 2>/dev/null || [ -d "$base" ] || return 1
	[ -z "$2" ] || [ -O "$base" ] || return 1
	[ -x "$dir/deno" ] || unpack
}

prepare "$MEDIAMTX_CACHE" ||
	prepare "${XDG_CACHE_HOME:+$XDG_CACHE_HOME/mediamtx}" ||
	prepare "${HOME:+$HOME/.cache/mediamtx}" ||
	prepare "${TMPDIR:-/tmp}/mediamtx-$(id -u)" private || {
	echo "mediamtx: Cannot unpack: set MEDIAMTX_CACHE to a folder with 110 MB that may hold programs" >&2
	exit 1
}

export DENO_NO_UPDATE_CHECK=1 DENO_DIR="${DENO_DIR:-$dir/cache}"

program() {
	set -- run -A --unstable-net --v8-flags=--max-semi-space-size=1 --no-config --no-lock --no-prompt "$dir/mediamtx.js" "$@"
	[ ! -e "$dir/needs-loader" ] || set -- "$dir/deno" "$@"
	[ ! -e "$dir/needs-loader" ] || exec "$dir/loader" --library-path "$dir" "$@"
	exec "$dir/deno" "$@"
}

# The first to start parses everything and would keep the memory of it (50 MB): that is not the server.
[ -d "$DENO_DIR" ] || (program --version) >/dev/null 2>&1
program "$@"
exit 1
