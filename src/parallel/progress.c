/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Progress on stderr: a bar with rate and remaining time, assuming that the rest goes as fast as the mean so far. A terminal sees
 * it rewritten, a log gets a line for each tenth, and each minute.
 */
#include "parallel/progress.h"

#include "core/clock.h"

#include <stdio.h>
#include <unistd.h>

void progress_start(struct progress *progress, uint64_t total, const char *unit, bool quiet) {
    *progress = (struct progress){
        .unit = unit, .quiet = quiet, .terminal = isatty(STDERR_FILENO), .total = total, .start_s = monotonic_s()};
    progress->last_shown_s = progress->start_s;
    progress->next_share = 0.1;
}

double progress_elapsed_s(const struct progress *progress) {
    return monotonic_s() - progress->start_s;
}

/* 1.23e6 as "1.23 M". */
static const char *with_prefix(double value, char *text, size_t size) {
    static const char *const prefixes[] = {"", " k", " M", " G", " T"};
    int i = 0;
    while (value >= 1000.0 && i < 4) {
        value /= 1000.0;
        i++;
    }
    snprintf(text, size, "%.3g%s", value, prefixes[i]);
    return text;
}

static void show(const struct progress *progress) {
    enum { WIDTH = 30 };
    char bar[WIDTH + 1], done[32], total[32], rate[32];
    const double elapsed = progress_elapsed_s(progress),
                 share = progress->total ? (double)progress->done / (double)progress->total : 1.0;
    const double speed = elapsed > 0.0 ? (double)progress->done / elapsed : 0.0;
    const long left = speed > 0.0 ? (long)((double)(progress->total - progress->done) / speed + 0.5) : 0;
    for (int i = 0; i < WIDTH; i++) bar[i] = (i + 0.5) / WIDTH < share ? '#' : '.';
    bar[WIDTH] = '\0';
    fprintf(stderr, "%s[%s] %5.1f %%  %s of %s %s  %s %s/s  ETA %ld:%02ld:%02ld%s", progress->terminal ? "\r" : "", bar,
            100.0 * share, with_prefix((double)progress->done, done, sizeof done),
            with_prefix((double)progress->total, total, sizeof total), progress->unit, with_prefix(speed, rate, sizeof rate),
            progress->unit, left / 3600, left / 60 % 60, left % 60, progress->terminal ? "\033[K" : "\n");
    fflush(stderr);
}

void progress_add(struct progress *progress, uint64_t points) {
    progress->done += points;
    if (progress->quiet) return;
    const double now = monotonic_s();
    const bool share_due = (double)progress->done >= progress->next_share * (double)progress->total;
    const bool due = progress->terminal ? now - progress->last_shown_s > 0.2
                                        : now - progress->last_shown_s > 60.0 || (share_due && now - progress->last_shown_s > 2.0);
    if (!due) return;
    progress->last_shown_s = now;
    while (progress->next_share * (double)progress->total <= (double)progress->done && progress->next_share < 1.0)
        progress->next_share += 0.1;
    show(progress);
}

void progress_finish(struct progress *progress) {
    if (progress->quiet) return;
    show(progress);
    if (progress->terminal) fputc('\n', stderr);
}
