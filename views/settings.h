/*
 * views/settings: what a person or a team chose once for the console, and who said so.
 *
 * A row a setting. A flag beats the environment, the environment the person's file, that one
 * the team's, that one what picket comes with. The files are settings.conf below
 * XDG_CONFIG_HOME and below XDG_CONFIG_DIRS (libconfig: theme = "light"; poll = 4;). What is
 * wrong in a file is told with its line, and then nothing of that file counts. Format:
 * picket.conf(5), SETTINGS.CONF.
 */
#pragma once

#include "client/base/buf.h"

enum setting {
    SETTING_THEME,
    SETTING_COLOR,
    SETTING_ASCII,
    SETTING_AMBIGUOUS, /* cells of lines and bars: "auto", "1", "2" */
    SETTING_LOW_BANDWIDTH,
    SETTING_MOUSE,
    SETTING_CLIPBOARD,
    SETTING_POLL,   /* so many times slower than picket asks by itself */
    SETTING_NOTIFY, /* "off", or some of "title", "bell", "desktop" */
    SETTINGS
};

enum setting_origin { FROM_PICKET, FROM_TEAM, FROM_OWN, FROM_ENVIRONMENT, FROM_FLAG };

enum { SETTING_TEXT_MAX = 256, SETTING_WHERE_MAX = 512 };

struct settings {
    struct {
        char text[SETTING_TEXT_MAX]; /* what picket.conf(5) names: "light", "on", "4" */
        enum setting_origin origin;
        char where[SETTING_WHERE_MAX]; /* "path:line", "PICKET_THEME", "--theme"; "" */
    } v[SETTINGS];
};

/* Files and environment. false: *err is the first thing that is wrong; the rest is there. */
bool settings_load(struct settings *out, struct err *err) NONNULL;
/* The same of one file alone; *n: how many settings it has. Absent: none. */
bool settings_read(const char *path, enum setting_origin origin, struct settings *s, size_t *n,
                   struct err *err) NONNULL MUST_USE;
/* A flag of the command line says so. ERR_USAGE. */
bool settings_flag(struct settings *s, enum setting id, const char *text,
                   struct err *err) NONNULL MUST_USE;
const char *setting_name(enum setting id);  /* "low-bandwidth"; its flag is --NAME */
const char *setting_about(enum setting id); /* in English */
const char *setting_origin_name(enum setting_origin o);              /* "your file" */
bool settings_on(const struct settings *s, enum setting id) NONNULL; /* "on" */
int settings_number(const struct settings *s, enum setting id) NONNULL;
/* One of the words a setting of several is made of. */
bool settings_has(const struct settings *s, enum setting id, const char *word) NONNULL;
