/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "scan/job.h"

/* A good job; tests change one line of it. The name lends it the folder jobs/ for relative paths. */
static const char *const good[] = {
    "experiment: ../inputs/experiments/na64-2021.yaml", /* line 1 */
    "output: ../outputs/test.h5",
    "axes:",
    "  spin: [fermion, scalar]", /* 4 */
    "  mA_GeV: {from: 0.1, to: 0.3, points: 5, spacing: log}",
    "  alpha_D: [0.1, 0.5]",
    "  mass_ratio: [1/3, 0.4]", /* 7 */
    "  ecal_threshold_GeV: {from: 40, to: 60, points: 3, spacing: linear}",
    "  energy_scale_shift: [0]",
};

static epscan_status parse_with(int line, const char *replacement, struct job **job) {
    char text[8192] = "";
    for (int i = 0; i < (int)COUNT_OF(good); i++) {
        strcat(text, i + 1 == line ? replacement : good[i]);
        strcat(text, "\n");
    }
    return job_parse(EPSCAN_SOURCE_DIR "/jobs/job.yaml", text, strlen(text), job);
}

static void good_job_is_read(void **state) {
    (void)state;
    struct job *job = NULL;
    assert_int_equal(parse_with(0, "", &job), EPSCAN_OK);
    assert_true(job->grid.point_count == 2 * 5 * 2 * 2 * 3);
    assert_string_equal(job->output_path, EPSCAN_SOURCE_DIR "/outputs/test.h5");
    const double *mass = job->grid.axes[EPSCAN_AXIS_MASS].value;
    assert_true(mass[0] == 0.1 && mass[4] == 0.3);
    assert_close(mass[2], sqrt(0.03), 1e-15, 0.0);
    assert_true(job->grid.axes[EPSCAN_AXIS_MASS_RATIO].value[0] == 1.0 / 3.0);
    assert_true(job->grid.axes[EPSCAN_AXIS_THRESHOLD].value[1] == 50.0);
    job_free(job);
}

/* The selection has defaults, the model has none. */
static void selection_axes_default_to_the_experiment(void **state) {
    (void)state;
    struct job *job = NULL;
    assert_int_equal(parse_with(8, "", &job), EPSCAN_OK);
    assert_true(job->grid.axes[EPSCAN_AXIS_THRESHOLD].count == 1 && job->grid.axes[EPSCAN_AXIS_THRESHOLD].value[0] == 50.0);
    job_free(job);
    assert_int_equal(parse_with(9, "", &job), EPSCAN_OK);
    assert_true(job->grid.axes[EPSCAN_AXIS_SHIFT].count == 1 && job->grid.axes[EPSCAN_AXIS_SHIFT].value[0] == 0.0);
    job_free(job);
}

/* One bad line each: the message must name the line, the key and what is allowed. */
static const struct {
    int line;
    const char *text, *expected[3];
} bad[] = {
    {4, "  spin: [vector]", {":4: axes.spin[0]:", "\"vector\"", "allowed: fermion, scalar"}},
    {4, "  spin: [scalar, scalar]", {":4: axes.spin[1]:", "twice", "allowed"}},
    {4, "  spin: fermion", {":4: axes.spin:", "list", "allowed values"}},
    {4, "  spin: []", {":4: axes.spin:", "0 values", "allowed: 1 to 2"}},
    {4, "  spins: [fermion]", {":4: axes.spins:", "unknown key", "allowed: spin, mA_GeV"}},
    {4, "  alpha_D: [0.1]", {":6: axes.alpha_D:", "given twice", "allowed once"}},
    {4, "", {":5: axes.spin:", "missing", "required"}},
    {5, "  mA_MeV: [100]", {":5: axes.mA_MeV:", "unknown key", "mA_GeV"}},
    {5, "  mA_GeV: [225 MeV]", {":5: axes.mA_GeV[0]:", "not a plain number in GeV", "allowed: 1e-06 <="}},
    {5, "  mA_GeV: [-0.1, 0.2]", {":5: axes.mA_GeV[0]:", "-0.1 is out of range", "1e-06 <= mA_GeV <= 1000 GeV"}},
    {5, "  mA_GeV: [0.2, 0.1]", {":5: axes.mA_GeV[1]:", "does not follow", "increase strictly"}},
    {5, "  mA_GeV: [0.2, 0.2]", {":5: axes.mA_GeV[1]:", "does not follow", "increase strictly"}},
    {5, "  mA_GeV: []", {":5: axes.mA_GeV:", "0 values", "allowed: 1 to"}},
    {5, "  mA_GeV: [.nan]", {":5: axes.mA_GeV[0]:", "not a plain number", "allowed"}},
    {5, "  mA_GeV: [1e999]", {":5: axes.mA_GeV[0]:", "not a plain number", "allowed"}},
    {5, "  mA_GeV: [0x10]", {":5: axes.mA_GeV[0]:", "not a plain number", "allowed"}},
    {5, "  mA_GeV: [\"0.1\"]", {":5: axes.mA_GeV[0]:", "not a plain number", "allowed"}},
    {5, "  mA_GeV: [[0.1]]", {":5: axes.mA_GeV[0]:", "must be a number", "allowed"}},
    {5, "  mA_GeV:", {":5: axes.mA_GeV:", "not a plain number", "allowed"}},
    {5, "  mA_GeV: {from: 0.3, to: 0.1, points: 5, spacing: log}", {":5: axes.mA_GeV:", "from 0.3 to 0.1", "allowed: from < to"}},
    {5, "  mA_GeV: {from: 0.1, to: 0.3, points: 0, spacing: log}", {":5: axes.mA_GeV.points:", "\"0\"", "from 1 to"}},
    {5, "  mA_GeV: {from: 0.1, to: 0.3, points: 2.5, spacing: log}", {":5: axes.mA_GeV.points:", "\"2.5\"", "whole number"}},
    {5,
     "  mA_GeV: {from: 0.1, to: 0.3, points: 99999999999999999999, spacing: log}",
     {":5: axes.mA_GeV.points:", "not allowed", "whole number"}},
    {5, "  mA_GeV: {from: 0.1, to: 0.3, points: 5}", {":5: axes.mA_GeV.spacing:", "missing", "required"}},
    {5, "  mA_GeV: {from: 0.1, to: 0.3, points: 5, spacing: cubic}", {":5: axes.mA_GeV.spacing:", "\"cubic\"", "linear, log"}},
    {5, "  mA_GeV: {from: 0.1, to: 0.3, step: 5, spacing: log}", {":5: axes.mA_GeV.step:", "unknown key", "points"}},
    {7, "  mass_ratio: [0.5]", {":7: axes.mass_ratio[0]:", "0.5 is out of range", "0 < mass_ratio < 0.5"}},
    {7, "  mass_ratio: [1/2]", {":7: axes.mass_ratio[0]:", "1/2 is out of range", "0 < mass_ratio < 0.5"}},
    {7, "  mass_ratio: [1/0]", {":7: axes.mass_ratio[0]:", "not a plain number", "allowed"}},
    {6, "  alpha_D: [0]", {":6: axes.alpha_D[0]:", "0 is out of range", "1e-12 <= alpha_D"}},
    {8, "  ecal_threshold_GeV: [101]", {":8: axes.ecal_threshold_GeV[0]:", "101 is out of range", "<= 100 GeV"}},
    {9,
     "  energy_scale_shift: {from: 0, to: 0.1, points: 3, spacing: log}",
     {":9: axes.energy_scale_shift:", "spacing log", "from > 0"}},
    {9, "  energy_scale_shift: [-0.7]", {":9: axes.energy_scale_shift[0]:", "out of range", "-0.5 <="}},
    {1, "experiment: ../inputs/experiments/none.yaml", {":1: experiment:", "none.yaml", "cannot be read"}},
    {1, "experiment: ../inputs", {":1: experiment:", "regular file", ""}},
    {2, "output: \"a\\0b\"", {":2: output:", "text of 1 to", ""}},
    {9, "\"energy_scale_shift\\0x\": [0]", {":9: ", "", ""}},
    {1, "{", {"not valid YAML", "job.yaml:", ""}},
    {1, "- a", {"job.yaml:", "", ""}},
    {2, "output:", {":2: output:", "text of 1 to", ""}},
    {3, "axes: 5\nold:", {":3: axes:", "mapping", ""}},
    {9, "  energy_scale_shift: [0]\n---\nanother: 1", {"second document", ":10:", "one is allowed"}},
};

/* Depth costs libyaml the square of it: refused early, in no time. */
static void deep_nesting_is_refused(void **state) {
    (void)state;
    static char text[100001];
    struct job *job = NULL;
    memset(text, '[', 100000);
    assert_int_equal(job_parse("jobs/deep.yaml", text, 100000, &job), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "nested more than"));
    assert_int_equal(job_parse("jobs/nul.yaml", "a: \0b", 5, &job), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "not UTF-8 text"));
}

/* A material with more elements than fit, or an impossible one, is refused before its numbers are used. */
static void bad_materials_are_refused(void **state) {
    (void)state;
    static const char *const elements[] = {"{Z: 0, A_g_per_mol: 1, atoms: 1}", "{Z: 1, A_g_per_mol: 1, atoms: 1}"};
    for (int many = 0; many < 2; many++) {
        char material[4096] = "name: m\nsource: s\ndensity_g_per_cm3: 1\nradiation_length_g_per_cm2: 1\nelements:\n";
        for (int i = 0; i < (many ? 21 : 1); i++) sprintf(material + strlen(material), "  - %s\n", elements[many]);
        struct text_file plain, archive[5];
        assert_int_equal(text_file_read(EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml", &plain), EPSCAN_OK);
        char *text = calloc(plain.size + 100, 1), *at = strstr(plain.text, "\nshower: cascade");
        sprintf(text, "%.*s\nshower: {model: approximation-a, material: m.yaml}%s", (int)(at - plain.text), plain.text,
                at + strlen("\nshower: cascade"));
        static const char *const names[] = {"../materials/lead.yaml", "../materials/polystyrene.yaml",
                                            "../limits/na64-2019-strahlung.csv"};
        text_file_from_memory("e.yaml", text, strlen(text), &archive[0]);
        for (int i = 0; i < 3; i++) {
            char path[1024];
            struct text_file file;
            snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/%s", names[i] + 3);
            assert_int_equal(text_file_read(path, &file), EPSCAN_OK);
            text_file_from_memory(names[i], file.text, file.size, &archive[i + 1]);
            text_file_clear(&file);
        }
        text_file_from_memory("m.yaml", material, strlen(material), &archive[4]);
        struct experiment *e = NULL;
        assert_int_equal(experiment_from_archive(archive, 5, &e), EPSCAN_BAD_INPUT);
        assert_non_null(strstr(epscan_error_message(), many ? "1 to 16 elements" : "whole number from 1 to 118"));
        for (int i = 0; i < 5; i++) text_file_clear(&archive[i]);
        free(text);
        text_file_clear(&plain);
    }
}

static void each_bad_line_is_named(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct job *job = NULL;
        const epscan_status status = parse_with(bad[i].line, bad[i].text, &job);
        const char *message = epscan_error_message();
        if (status != EPSCAN_BAD_INPUT) fail_msg("accepted: %s", bad[i].text);
        assert_null(job);
        assert_null(strchr(message, '\n'));
        if (bad[i].line == 3 && strstr(message, "old")) continue; /* the unknown key may be met first */
        for (int k = 0; k < 3; k++)
            if (!strstr(message, bad[i].expected[k]))
                fail_msg("%s\n  gave    %s\n  without %s", bad[i].text, message, bad[i].expected[k]);
    }
}

/* Experiment files: the same, on a copy with one line changed. */
static const struct {
    const char *from, *to, *expected;
} bad_experiment[] = {
    {"particle: electron", "particle: muon", "beam.particle: \"muon\" is not allowed; allowed: electron, positron"},
    {"energy_GeV: 100", "energy_GeV: -100", "beam.energy_GeV: -100 is out of range"},
    {"energy_GeV: 100", "energy_TeV: 0.1", "beam.energy_TeV: unknown key"},
    {"repeat: 150", "repeat: 0", "target.repeat: \"0\" is not allowed"},
    {"thickness_cm: 0.15}\n    -", "thickness_cm: -0.15}\n    -", "target.layers[0].thickness_cm: -0.15 is out of range"},
    {"../materials/lead.yaml", "../materials/unobtainium.yaml", "unobtainium.yaml: cannot be read"},
    {"\nshower: cascade", "\nshower: geant4",
     "shower: \"geant4\" is not allowed; allowed: approximation-a, cascade, monte-carlo, table"},
    {"\nshower: cascade", "\nshower: {model: approximation-a, table: x.csv}", "shower.table: unknown key"},
    {"\nshower: cascade", "\nshower: {model: table}", "shower.table: missing"},
    {"\nshower: cascade", "\nshower: {model: cascade, depth: 3}", "shower.depth: \"3\" is not allowed; allowed: target, infinite"},
    {"\nshower: cascade", "\nshower: {model: cascade, effects: {lmp: false}}", "shower.effects.lmp: unknown key"},
    {"\nshower: cascade", "\nshower: {model: cascade, effects: {lpm: no}}",
     "shower.effects.lpm: \"no\" is not allowed; allowed: false, true"},
    {"\nshower: cascade", "\nshower: {model: monte-carlo, showers: 10}", "shower.showers: \"10\" is not allowed"},
    {"\nshower: cascade", "\nshower: {model: monte-carlo, seed: 9007199254740993}",
     "shower.seed: \"9007199254740993\" is not allowed"},
    {"minimum_energy_GeV: 5", "minimum_energy_GeV: 0.01", "selection.minimum_energy_GeV: 0.01 is out of range"},
    {"\nshower: cascade", "\nshower: {model: monte-carlo, cut_GeV: 6}", "shower.cut_GeV: 6 is out of range"},
    {"\nshower: cascade", "\nshower: {model: monte-carlo, soft_share: 0.5}", "shower.soft_share: 0.5 is out of range"},
    {"preshower_cells: 16", "preshower_cells: 151", "target.preshower_cells: \"151\" is not"},
    {"sum: linear", "sum: cubic", "ecal_resolution.sum: \"cubic\""},
    {"stochastic_sqrt_GeV: 0.10, constant: 0.04", "stochastic_sqrt_GeV: 0, constant: 0",
     "ecal_resolution: stochastic and constant"},
    {"ecal_threshold_GeV: 50 ", "ecal_threshold_GeV: 150 ", "selection.ecal_threshold_GeV: 150 is out of range"},
    {"production_cut_GeV: 20", "production_cut_GeV: 2", "selection.production_cut_GeV: 2 is out of range"},
    {"convolution: selection", "convolution: none", "selection.convolution: \"none\""},
    {"efficiency: 0.841", "efficiency: 84.1", "data_sets[1].efficiency: 84.1 is out of range; allowed: 0 <= efficiency <= 1"},
    {"efficiency: 0.5,   observed: 0, background: 0.1008", "efficiency: 0, observed: 2, background: 0",
     "data_sets[3]: 2 events observed, and neither"},
    {"particles_on_target: 2.3e10", "particles_on_target: 0", "data_sets[0].particles_on_target: 0 is out of range"},
    {"na64-2019-strahlung.csv", "none.csv", "strahlung_limit:"},
    {"name: na64-2021", "nome: na64-2021", "nome: unknown key"},
};

static char *with_change(const char *text, const char *from, const char *to) {
    const char *at = strstr(text, from);
    if (!at) fail_msg("the experiment file has no \"%s\"", from);
    char *changed = calloc(strlen(text) + strlen(to) + 1, 1);
    memcpy(changed, text, (size_t)(at - text));
    strcat(changed, to);
    strcat(changed, at + strlen(from));
    return changed;
}

static void each_bad_line_of_an_experiment_is_named(void **state) {
    (void)state;
    struct text_file good_file;
    const char *path = EPSCAN_SOURCE_DIR "/inputs/experiments/.test-copy.yaml";
    assert_int_equal(text_file_read(EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml", &good_file), EPSCAN_OK);
    for (size_t i = 0; i < COUNT_OF(bad_experiment); i++) {
        char *text = with_change(good_file.text, bad_experiment[i].from, bad_experiment[i].to);
        FILE *stream = fopen(path, "w");
        assert_non_null(stream);
        fputs(text, stream);
        fclose(stream);
        free(text);
        struct experiment *e = NULL;
        const epscan_status status = experiment_read(path, &e);
        remove(path);
        if (status != EPSCAN_BAD_INPUT) fail_msg("accepted: %s", bad_experiment[i].to);
        if (!strstr(epscan_error_message(), bad_experiment[i].expected) || !strstr(epscan_error_message(), ".test-copy.yaml:"))
            fail_msg("%s\n  gave    %s\n  without %s", bad_experiment[i].to, epscan_error_message(), bad_experiment[i].expected);
    }
    text_file_clear(&good_file);
}

static const struct {
    const char *text, *expected;
} bad_tables[] = {
    {"mA_GeV,epsilon_up\n0.1,nan\n", "t.csv:2: epsilon_up: \"nan\" is not allowed"},
    {"mA_GeV,epsilon_up\n0.1,1e-4\n0.1,1e-4\n", "t.csv:3: mA_GeV: rows must increase strictly"},
    {"mA_GeV,epsilon_up\n0.2,1e-4\n0.1,1e-4\n", "t.csv:3: mA_GeV: rows must increase strictly"},
    {"mA_GeV,epsilon_up\n0.1,-1e-4\n", "t.csv:2: epsilon_up: \"-1e-4\" is not allowed; allowed: a number, epsilon_up > 0"},
    {"mA_GeV,epsilon_up\n0.1\n", "t.csv:2: must have 2 columns"},
    {"mA_GeV,epsilon_up\n0.1,1e-4,3\n", "t.csv:2: must have 2 columns"},
    {"mA_GeV,epsilon_up\n0.1,\n", "t.csv:2: epsilon_up: \"\" is not allowed"},
    {"m,eps\n0.1,1e-4\n", "t.csv:1: the header must be \"mA_GeV,epsilon_up\""},
    {"# only a comment\n", "t.csv:2: has no rows"},
    {"", "t.csv:1: has no rows"},
};

static void each_bad_row_of_a_table_is_named(void **state) {
    (void)state;
    static const struct csv_column columns[] = {{"mA_GeV", {0.0, INFINITY, true, true, "GeV"}},
                                                {"epsilon_up", {0.0, INFINITY, true, true, ""}}};
    struct csv_table table;
    for (size_t i = 0; i < COUNT_OF(bad_tables); i++) {
        if (csv_table_parse("t.csv", bad_tables[i].text, strlen(bad_tables[i].text), columns, 2, &table) != EPSCAN_BAD_INPUT)
            fail_msg("accepted: %s", bad_tables[i].text);
        if (!strstr(epscan_error_message(), bad_tables[i].expected))
            fail_msg("%s\n  gave    %s\n  without %s", bad_tables[i].text, epscan_error_message(), bad_tables[i].expected);
    }
    const char *fine = "# a comment\r\nmA_GeV,epsilon_up\r\n 0.1, 1e-4\r\n\r\n0.2,2e-4";
    assert_int_equal(csv_table_parse("t.csv", fine, strlen(fine), columns, 2, &table), EPSCAN_OK);
    assert_true(table.row_count == 2 && table.column[0][1] == 0.2 && table.column[1][0] == 1e-4);
    csv_table_clear(&table);
}

static void paths_are_seen_from_the_file_that_names_them(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"jobs/a.yaml", "../outputs/x.h5", "outputs/x.h5"},
        {"a.yaml", "x.h5", "x.h5"},
        {"/a/b/c.yaml", "../../x", "/x"},
        {"jobs/a.yaml", "/abs/x", "/abs/x"},
        {"../jobs/a.yaml", "../x", "../x"},
        {"../a.yaml", "../x", "../../x"},
        {"./a.yaml", "../x", "./../x"},
        {"a.yaml", "../x", "../x"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *path = path_beside(cases[i][0], cases[i][1]);
        assert_string_equal(path, cases[i][2]);
        free(path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_job_is_read),
        cmocka_unit_test(selection_axes_default_to_the_experiment),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(bad_materials_are_refused),
        cmocka_unit_test(each_bad_line_is_named),
        cmocka_unit_test(each_bad_line_of_an_experiment_is_named),
        cmocka_unit_test(each_bad_row_of_a_table_is_named),
        cmocka_unit_test(paths_are_seen_from_the_file_that_names_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
