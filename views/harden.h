/*
 * views/harden: what holds for a process with keys in its memory, before anything else runs:
 * nobody else's debugger, no core file, no key log, no file for others.
 */
#pragma once

void harden(void);
