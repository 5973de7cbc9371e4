/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A head, and behind it what the track length is made of: the solution of a cascade, the fits to one, or a table's columns E,
 * primary and secondary, of which the interpolation is made again. Sizes and counts are checked where bytes come back.
 */
#include "core/error.h"
#include "shower/track_length.h"
#include "shower/track_length_state.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum content { CONTENT_CASCADE, CONTENT_SPECTRA, CONTENT_TABLE };

struct head {
    size_t content, knot_count, rows;
    double undegraded_X0;
    double knot_GeV[CASCADE_MAX_PANELS];
};

static size_t size_of(enum content content, size_t rows) {
    const size_t sizes[] = {sizeof(struct cascade_solution), sizeof(struct spectra), 3 * rows * sizeof(double)};
    return sizeof(struct head) + sizes[content];
}

void *track_length_bytes(const struct track_length *t, size_t *size) {
    const enum content content = t->cascade ? CONTENT_CASCADE : t->spectra ? CONTENT_SPECTRA : CONTENT_TABLE;
    *size = size_of(content, t->count);
    struct head *head = calloc(1, *size);
    if (!head) return NULL;
    head->content = content;
    head->knot_count = t->knot_count;
    head->rows = t->count;
    head->undegraded_X0 = t->undegraded_X0;
    memcpy(head->knot_GeV, t->knot_GeV, sizeof head->knot_GeV);
    if (t->cascade) memcpy(head + 1, t->cascade, sizeof *t->cascade);
    if (t->spectra) memcpy(head + 1, t->spectra, sizeof *t->spectra);
    const double *columns[] = {t->energy_GeV, t->primary_X0_per_GeV, t->secondary_X0_per_GeV};
    for (size_t i = 0; i < 3 && t->count; i++) memcpy((double *)(head + 1) + i * t->count, columns[i], t->count * sizeof(double));
    return head;
}

static void *copy_of(const void *bytes, size_t size) {
    void *copy = malloc(size);
    if (copy) memcpy(copy, bytes, size);
    return copy;
}

static bool is_piece(const struct legendre_piece *piece) {
    return piece->degree >= 0 && piece->degree <= MAX_DEGREE && piece->low < piece->high;
}

static bool are_spectra(const struct spectra *s) {
    bool good = is_piece(&s->positrons.piece) && is_piece(&s->electrons.piece);
    for (int i = 0; i < PRIMARY_PIECES; i++) good = good && is_piece(&s->primary[i]);
    return good;
}

static bool is_solution(const struct cascade_solution *c) {
    return c->panel_count > 0 && c->panel_count <= CASCADE_MAX_PANELS && c->rule.count == CASCADE_NODES;
}

/* Of a solution or of fits to one. */
static struct track_length *of_cascade(const struct head *head, const void *content, size_t size) {
    struct track_length *made = calloc(1, sizeof *made);
    void *copy = copy_of(content, size);
    const bool is_fit = head->content == CONTENT_SPECTRA;
    if (!made || !copy || !(is_fit ? are_spectra(copy) : is_solution(copy))) {
        free(made);
        free(copy);
        return NULL;
    }
    made->undegraded_X0 = head->undegraded_X0;
    made->knot_count = head->knot_count;
    memcpy(made->knot_GeV, head->knot_GeV, sizeof made->knot_GeV);
    if (is_fit)
        made->spectra = copy;
    else
        made->cascade = copy;
    return made;
}

/* Energies rise, and are such that they have logarithms. */
static bool are_energies(const double *energy_GeV, size_t count) {
    bool good = count > 0 && energy_GeV[0] > 0.0 && energy_GeV[count - 1] < HUGE_VAL;
    for (size_t i = 1; i < count; i++) good = good && log(energy_GeV[i]) > log(energy_GeV[i - 1]);
    return good;
}

struct track_length *track_length_of_bytes(const void *bytes, size_t size) {
    enum { MOST_ROWS = 1 << 20 };
    struct track_length *made = NULL;
    struct head head;
    if (size < sizeof head) return NULL;
    memcpy(&head, bytes, sizeof head);
    if (head.content > CONTENT_TABLE || head.knot_count > CASCADE_MAX_PANELS || head.rows > MOST_ROWS) return NULL;
    if (size != size_of((enum content)head.content, head.rows)) return NULL;
    const char *content = (const char *)bytes + sizeof head;
    if (head.content != CONTENT_TABLE) return of_cascade(&head, content, size - sizeof head);
    double *column = copy_of(content, size - sizeof head);
    if (column && are_energies(column, head.rows))
        track_length_from_table(head.rows, column, column + head.rows, column + 2 * head.rows, head.undegraded_X0, &made);
    free(column);
    return made;
}
