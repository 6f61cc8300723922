/* View strings: split into parts and put together again. */
#include <criterion/criterion.h>

#include "client/base/mem.h"
#include "views/view_string.h"

static const char findings[] = "[run:TASK] [check:NAME] [res:KEY]";

static const struct {
    const char *grammar, *text;
    const char *argument, *filter, *sort, *cols, *off;
    bool wide;
    const char *canonical; /* NULL: the text itself */
} cases[] = {
    {findings, "findings", "", "", "", "", "", false, NULL},
    {findings, "findings run:4f0c", "run:4f0c", "", "", "", "", false, NULL},
    {findings, "findings sev>=high new sort:sev-,found cols:sev,res=30 wide off:age<2h", "",
     "sev>=high new", "sev-,found", "sev,res=30", "age<2h", true, NULL},
    {findings, "findings run:4f0c sev>=high", "run:4f0c", "sev>=high", "", "", "", false,
     "findings run:4f0c / sev>=high"},
    {findings, "findings / check:CERT", "", "check:CERT", "", "", "", false, NULL},
    {findings, "findings res:issuer:CN=a b / new", "res:issuer:CN=a b", "new", "", "", "",
     false, NULL},
    {findings, "findings res:cert:1 sort:sev", "res:cert:1", "", "sev", "", "", false, NULL},
    {findings, "findings new res:\"a sort:b\" off:x off:\"y z\"", "", "new res:\"a sort:b\"",
     "", "", "x \"y z\"", false, NULL},
    {"[FILTER | verify]", "journal verify", "verify", "", "", "", "", false, NULL},
    {"[FILTER | verify]", "journal alice", "", "alice", "", "", "", false, NULL},
    {"[NAME]", "schedules weekly", "weekly", "", "", "", "", false, NULL},
    {"[NAME]", "schedules last<2d", "", "last<2d", "", "", "", false, NULL},
    {NULL, "  tasks   5\"   wide ", "", "5\"", "", "", "", true, "tasks 5\" wide"},
};

Test(views_string, splits_and_comes_together_again)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *want = cases[i].canonical != NULL ? cases[i].canonical : cases[i].text;
        struct buf text = BUF_INIT(1024);
        struct view_string v;

        view_string_split(cases[i].text, cases[i].grammar, &v);
        cr_expect_str_eq(v.argument, cases[i].argument, "%s: %s", cases[i].text, v.argument);
        cr_expect_str_eq(v.filter, cases[i].filter, "%s: %s", cases[i].text, v.filter);
        cr_expect_str_eq(v.sort, cases[i].sort, "%s: %s", cases[i].text, v.sort);
        cr_expect_str_eq(v.cols, cases[i].cols, "%s: %s", cases[i].text, v.cols);
        cr_expect_str_eq(v.off, cases[i].off, "%s: %s", cases[i].text, v.off);
        cr_expect_eq(v.wide, cases[i].wide, "%s", cases[i].text);
        view_string_put(&v, cases[i].grammar, &text);
        cr_expect_str_eq(buf_text(&text), want, "%s: %s", cases[i].text, buf_text(&text));
        view_string_free(&v);
        buf_free(&text);
    }
}
