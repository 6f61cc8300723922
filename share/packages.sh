# Sourced by share/quickstart, tests/run and .ci/run: the Debian packages each of them needs.
# Names are those of Debian 12.

packages_build='gcc libc6-dev meson ninja-build pkg-config git ca-certificates gettext
  libncurses-dev libcurl4-openssl-dev libcjson-dev libconfig-dev libsqlite3-dev libssl-dev
  libmicrohttpd-dev'

packages_test='clang libclang-rt-14-dev clang-format universal-ctags pmccabe mandoc
  libcriterion-dev libvterm-dev python3 python3-pyte python3-botocore python3-boto3 awscli
  openssh-server openssh-client openssl tmux less ncurses-term procps tzdata'

# packages_missing NAME...: those that are not installed, one a line.
packages_missing() {
    for package in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed*) ;;
        *) echo "$package" ;;
        esac
    done
}

# packages_install NAME...: brings in what is missing; says what to do where it cannot.
packages_install() {
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
        for program in meson ninja pkg-config; do
            command -v "$program" >/dev/null 2>&1 && continue
            echo "This is not a Debian system. Install what these Debian packages hold:" >&2
            echo "$@" | fold -s -w 76 | sed 's/^/  /' >&2
            return 1
        done
        return 0 # meson will name a library that is missing
    fi
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Missing packages, and no sudo to install them with. As root:" >&2
            echo "  apt-get install" $missing >&2
            return 1
        fi
        as_root=sudo
    fi
    echo "installing:" $missing >&2
    # shellcheck disable=SC2086 # one word a package
    apt_install $missing || { $as_root apt-get -q update >&2 && apt_install $missing; }
}

apt_install() {
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y --no-install-recommends install "$@" </dev/null >&2
}
