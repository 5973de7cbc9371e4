/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this binary is, written by the build into build_info.c. */
#ifndef EPSCAN_CORE_BUILD_INFO_H
#define EPSCAN_CORE_BUILD_INFO_H

extern const char *const build_version;      /* "0.1.0" */
extern const char *const build_git_revision; /* "abc1234", "-dirty" behind it for uncommitted changes, or "unknown" */
extern const char *const build_date;         /* "2026-01-31": of the release, else SOURCE_DATE_EPOCH, else the last commit; or "" */
extern const char *const build_compiler;     /* "GNU 12.2.0" */
extern const char *const build_flags;        /* build type and flags */
extern const char *const build_source_sha256; /* of all source files, whatever git knows of them */

/* Raised whenever the same inputs give other numbers: grids of different physics versions are never mixed. */
extern const int physics_version;

#endif
