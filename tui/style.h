/*
 * tui/style: what a cell means, not how it looks. Themes map meanings to colours (tui/theme).
 *
 * A cell has one style and at most one overlay: the style says what the text is, the overlay
 * what happens to the row or the word (under the cursor, marked, found by a search).
 */
#pragma once

#include "client/base/err.h"

/* enum, name in theme files, letter in golden files */
#define STYLE_TABLE(X)                               \
    X(STYLE_TEXT, "text", '.')                       \
    X(STYLE_DIM, "dim", 'd')                         \
    X(STYLE_STRONG, "strong", 'b')                   \
    X(STYLE_HEADER, "header", 'h')                   \
    X(STYLE_TITLE, "title", 't')                     \
    X(STYLE_COLUMN, "column", 'c')                   \
    X(STYLE_RULE, "rule", '-')                       \
    X(STYLE_LABEL, "label", 'l')                     \
    X(STYLE_KEY, "key", 'k')                         \
    X(STYLE_KEY_OFF, "key_off", 'K')                 \
    X(STYLE_CRITICAL, "sev_critical", 'C')           \
    X(STYLE_HIGH, "sev_high", 'H')                   \
    X(STYLE_MEDIUM, "sev_medium", 'M')               \
    X(STYLE_LOW, "sev_low", 'L')                     \
    X(STYLE_OK, "ok", 'o')                           \
    X(STYLE_WARN, "warn", 'w')                       \
    X(STYLE_ERROR, "error", 'e')                     \
    X(STYLE_RUNNING, "running", 'r')                 \
    X(STYLE_STALE, "stale", 's')                     \
    X(STYLE_SUSPICIOUS, "suspicious", '!')           \
    X(STYLE_LINK, "link", 'u')                       \
    X(STYLE_INPUT, "input", 'i')                     \
    X(STYLE_READONLY, "readonly", 'R')               \
    X(STYLE_ARMED, "armed", 'A')                     \
    X(STYLE_PROTECTED, "protected", 'P')             \
    X(STYLE_CONTEXT_RED, "context_red", '1')         \
    X(STYLE_CONTEXT_GREEN, "context_green", '2')     \
    X(STYLE_CONTEXT_YELLOW, "context_yellow", '3')   \
    X(STYLE_CONTEXT_BLUE, "context_blue", '4')       \
    X(STYLE_CONTEXT_MAGENTA, "context_magenta", '5') \
    X(STYLE_CONTEXT_CYAN, "context_cyan", '6')

#define OVER_TABLE(X)                         \
    X(OVER_NONE, "none", '.')                 \
    X(OVER_SELECTED, "selected", 'S')         \
    X(OVER_SELECTED_DIM, "selected_dim", 'D') \
    X(OVER_MARKED, "marked", '*')             \
    X(OVER_MATCH, "match", '=')               \
    X(OVER_SENT, "sent", '_')

#define STYLE_ENUM(id, name, letter) id,
enum style { STYLE_TABLE(STYLE_ENUM) STYLE_COUNT };
enum over { OVER_TABLE(STYLE_ENUM) OVER_COUNT };
#undef STYLE_ENUM

const char *style_name(enum style s);
char style_letter(enum style s);
const char *over_name(enum over o);
char over_letter(enum over o);
