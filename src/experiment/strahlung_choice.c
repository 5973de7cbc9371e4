/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where an experiment's A'-strahlung comes from: the key `strahlung`, a mapping {model: ...} or a model's name alone,
 *
 *     exact-tree-level    computed on the nuclei of the target, as its electrons are counted; `form_factor: tsai | elastic | none`
 *     published-limit     the curve of `table`, as `strahlung_limit: FILE` says in short, taken at m_A'; `folded: true`: with the
 *                         spectral density, as a broad A' has it
 *     yield-table         events at epsilon = 1e-4 against mass, threshold and energy-scale shift, of `table`
 * (response/yield_table.c) none
 *
 * Without the key it is computed.
 */
#include "core/error.h"
#include "experiment/experiment_input.h"

#include <stdio.h>
#include <string.h>

static epscan_status read_table(struct experiment_reader *reader, const struct yaml_value *value) {
    struct csv_table table = {0};
    epscan_status status = experiment_table(reader, value, csv_limit_columns, CSV_LIMIT_COLUMNS, &table);
    if (!status) status = published_limit_init(&reader->experiment->strahlung, table.row_count, table.column[0], table.column[1]);
    csv_table_clear(&table);
    return status;
}

/* `value`: of the key; the root of the file where there is none. */
static epscan_status read_exact(struct experiment *e, const struct yaml_value *value, bool is_default) {
    int form_factor = FORM_FACTOR_TSAI;
    epscan_status status = EPSCAN_OK;
    if (yaml_is_mapping(value) && !is_default) {
        static const char *const keys[] = {"model", "form_factor", NULL};
        const struct yaml_value key = yaml_find(value, "form_factor");
        status = yaml_check_keys(value, keys);
        if (!status && key.node) status = yaml_choice(&key, form_factor_names, &form_factor);
    }
    if (!status && e->nuclei.count == EXPERIMENT_TOO_MANY_NUCLEI)
        status = yaml_fail(value, "%s on more than %d kinds of nuclei; allowed: %d elements in the target, or `strahlung: none`",
                           is_default ? "strahlung, computed where the key is missing," : "exact-tree-level", TARGET_MAX_NUCLEI,
                           TARGET_MAX_NUCLEI);
    e->computes_strahlung = true;
    e->form_factor = (enum form_factor)form_factor;
    return status;
}

static epscan_status read_published(struct experiment_reader *reader, const struct yaml_value *value) {
    static const char *const keys[] = {"model", "table", "folded", NULL}, *const states[] = {"false", "true", NULL};
    struct yaml_value table;
    int folded = 0;
    if (!yaml_is_mapping(value)) return yaml_fail(value, "published-limit needs a table: {model: published-limit, table: FILE}");
    epscan_status status = yaml_check_keys(value, keys);
    if (!status) status = yaml_require(value, "table", &table);
    if (!status) status = read_table(reader, &table);
    const struct yaml_value key = yaml_find(value, "folded");
    if (!status && key.node) status = yaml_choice(&key, states, &folded);
    if (!status && folded && reader->experiment->strahlung.count < 2)
        status = yaml_fail(&key, "a table of one mass cannot be folded; allowed: two or more");
    reader->experiment->strahlung_is_folded = folded != 0;
    return status;
}

static epscan_status read_yields(struct experiment_reader *reader, const struct yaml_value *value) {
    struct experiment *e = reader->experiment;
    static const char *const keys[] = {"model", "table", NULL};
    struct yaml_value file;
    struct csv_table table = {0};
    char reason[400];
    if (!yaml_is_mapping(value)) return yaml_fail(value, "yield-table needs a table: {model: yield-table, table: FILE}");
    epscan_status status = yaml_check_keys(value, keys);
    if (!status) status = yaml_require(value, "table", &file);
    if (!status) status = experiment_table(reader, &file, yield_table_columns, YIELD_TABLE_COLUMNS, &table);
    if (status) return status;
    status = yield_table_init(&e->yields, &table);
    csv_table_clear(&table);
    const epscan_selection own = {e->ecal_threshold_GeV, 0.0};
    if (!status) status = yield_table_check(&e->yields, &own, &own);
    snprintf(reason, sizeof reason, "%.390s", epscan_error_message());
    return status == EPSCAN_BAD_INPUT ? yaml_fail(&file, "%s", reason) : status;
}

/* Without the key it is computed; it was not in what older programs read. */
static epscan_status read_default(struct experiment_reader *reader, const struct yaml_value *root) {
    const struct input_archive *archive = reader->archive;
    if (archive && archive->physics_version < PHYSICS_VERSION_STRAHLUNG_BY_DEFAULT) return EPSCAN_OK;
    return read_exact(reader->experiment, root, true);
}

epscan_status strahlung_choice_read(struct experiment_reader *reader, const struct yaml_value *root) {
    enum { EXACT, PUBLISHED, YIELDS, NONE };
    static const char *const models[] = {
        [EXACT] = "exact-tree-level", [PUBLISHED] = "published-limit", [YIELDS] = "yield-table", [NONE] = "none", NULL};
    const struct yaml_value value = yaml_find(root, "strahlung"), limit = yaml_find(root, "strahlung_limit");
    int model = NONE;
    if (value.node && limit.node) return yaml_fail(&limit, "stands beside `strahlung`; allowed: one of them");
    if (limit.node) return read_table(reader, &limit);
    if (!value.node) return read_default(reader, root);
    const epscan_status status =
        yaml_is_mapping(&value) ? yaml_require_choice(&value, "model", models, &model) : yaml_choice(&value, models, &model);
    if (status || model == NONE) return status;
    if (model == YIELDS) return read_yields(reader, &value);
    return model == EXACT ? read_exact(reader->experiment, &value, false) : read_published(reader, &value);
}
