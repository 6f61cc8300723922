/*
 * base/files: paths and files of this program, with the modes a shared bastion needs.
 *
 * Directories 0700, files 0600. XDG variables count only when absolute (basedir-spec 0.8).
 * Reading is bounded and refuses what is not a regular file.
 */
#pragma once

#include "client/base/buf.h"

enum xdg_dir { XDG_CONFIG, XDG_STATE, XDG_CACHE, XDG_DATA, XDG_RUNTIME };

/* Appends e.g. "/home/op/.local/state/picket/NAME"; false without HOME. NAME may be "". */
bool files_xdg(struct buf *out, enum xdg_dir dir, const char *name,
               struct err *err) NONNULL MUST_USE;
/* What the machine's administrator or the team put there: `name` below picket/ in the first
 * folder of XDG_CONFIG_DIRS (/etc/xdg) that has it; false: none has. A file that cannot be
 * read counts as there. */
bool files_team(struct buf *out, const char *name) NONNULL MUST_USE;
bool files_exists(const char *path) NONNULL; /* also when it cannot be read */
/* Reading failed because there is no such file. */
bool files_absent(const struct err *err) NONNULL;
bool files_mkdirs(const char *path, struct err *err) NONNULL MUST_USE; /* like mkdir -p, 0700 */
/* Whole file into `out` (bounded by out->max). */
bool files_read(const char *path, struct buf *out, struct err *err) NONNULL MUST_USE;
/* All of an open descriptor; `name` stands in messages. */
bool files_read_fd(int fd, const char *name, struct buf *out, struct err *err) NONNULL MUST_USE;
/* All of it to an open descriptor that blocks; false: errno says why. */
bool files_write_fd(int fd, const void *bytes, size_t n) NONNULL MUST_USE;
/* Temp file in the same folder, fsync, rename, fsync of the folder. */
bool files_write(const char *path, const void *bytes, size_t n,
                 struct err *err) NONNULL MUST_USE;
/* The folder with all that is in it; links are removed, not followed. false: not all of it,
 * errno says why. */
bool files_remove_tree(const char *path) NONNULL;
/* Where installed data lives ("themes/mono.conf"): $PICKET_DATA, the build's data folder when
 * run from a build tree, else the install prefix. */
bool files_data(struct buf *out, const char *name, struct err *err) NONNULL MUST_USE;
