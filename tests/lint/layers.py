"""Who may include whom: the layers of the project and the one file of each outside library."""

import re

import tree

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)

# Folder -> the folders (or single headers) it may include, besides itself. First match counts.
LAYERS = [
    ("client/base/", []),
    ("client/api/", ["client/base/"]),
    ("client/aws/", ["client/base/", "client/api/"]),
    ("client/net/", ["client/base/", "client/api/", "client/aws/"]),
    ("client/store/", ["client/base/", "client/api/", "client/net/"]),
    ("client/local/", ["client/base/", "client/api/", "client/aws/sigv4.h"]),
    ("tui/", ["client/base/"]),
    ("views/main.c", ["client/", "tui/", "views/"]),
    ("views/", ["client/base/", "client/api/", "client/aws/", "client/net/", "client/store/",
                "tui/"]),
    ("tests/", ["client/", "tui/", "views/"]),
]

# Header of an outside library -> the files that may include it. Tests and peers are free.
LIBRARIES = [
    (r"sqlite3\.h", r"client/base/db\.c"),
    (r"malloc\.h", r"client/base/mem\.c"),
    (r"libconfig\.h", r"client/base/conf\.c"),
    (r"(cjson/)?cJSON\.h", r"client/api/json\.c"),
    (r"curl/.*", r"client/net/(http(_answer)?\.c|http_inside\.h|libcurl\.c)"),
    (r"dlfcn\.h", r"client/net/libcurl\.c"),
    (r"(ncursesw?/)?(ncurses|curses|term)\.h", r"tui/term\.c"),
    (r"openssl/.*",
     r"client/base/sha256\.c|client/aws/sigv4\.c|client/local/(x509|key)\w*\.[ch]"),
    (r"microhttpd\.h", r"client/local/httpd\.c"),
]

# C and POSIX, and the Linux calls the loop and the child processes stand on.
SYSTEM = re.compile(
    r"(assert|ctype|dirent|errno|fcntl|float|fnmatch|ftw|glob|inttypes|langinfo|libintl|limits"
    r"|locale|math|netdb|poll|pwd|regex|signal|spawn|stdalign|stdarg|stdbool|stddef|stdint"
    r"|stdio|stdlib|string|strings|termios|time|unistd|wchar|wctype|getopt"
    r"|(arpa|linux|netinet|sys)/\w+)\.h")


def allowed_by_layer(name, header):
    for prefix, may in LAYERS:
        if name.startswith(prefix):
            own = prefix if prefix.endswith("/") else "views/"
            return header.startswith((own, *may))
    return False


def allowed_outside(name, header):
    for pattern, users in LIBRARIES:
        if re.fullmatch(pattern, header):
            return name.startswith("tests/") or re.fullmatch(users, name)
    return name.startswith("tests/") or SYSTEM.fullmatch(header)


def main():
    offenders = []
    ours = set(tree.c_files()) | {"views/version.h", "tui/builtin_themes.h"}
    for name in tree.c_files():
        body = tree.text(name)
        for match in INCLUDE.finditer(body):
            header = match[2]
            where = f"{name}:{tree.line_of(body, match.start())}"
            if match[1] == '"':
                if header not in ours:
                    offenders.append(f"{where}: {header} is not a path from the top folder")
                elif not allowed_by_layer(name, header):
                    offenders.append(f"{where}: this layer may not include {header}")
            elif not allowed_outside(name, header):
                offenders.append(f"{where}: <{header}> does not belong into this file")
    tree.finish(offenders)


main()
