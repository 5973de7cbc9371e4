/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "core/build_info.h"
#include "text/number_text.h"
#include "scan/job.h"

#define EXPERIMENT EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml"
#define TEXT(value) #value
#define TEXT_OF(constant) TEXT(constant)

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
    {4, "  spin: [vector]", {":4: axes.spin[0]:", "\"vector\"", "allowed: fermion, scalar, majorana"}},
    {4, "  spin: [scalar, scalar]", {":4: axes.spin[1]:", "twice", "allowed"}},
    {4, "  spin: fermion", {":4: axes.spin:", "list", "allowed values"}},
    {4, "  spin: []", {":4: axes.spin:", "0 values", "allowed: 1 to " TEXT_OF(EPSCAN_SPIN_COUNT)}},
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
    {4, "  spin: [scalar, \"scalar\"]", {":4: axes.spin[1]:", "\"scalar\" is given twice", "allowed once"}},
    {6, "  alpha_D: [12.5]", {":6: axes.alpha_D[0]:", "12.5 is out of range", "alpha_D <= 3"}},
    {6, "  alpha_D: [0]", {":6: axes.alpha_D[0]:", "0 is out of range", "1e-12 <= alpha_D"}},
    {9, "  mass_splitting: [-0.1]", {":9: axes.mass_splitting[0]:", "-0.1 is out of range", "0 <= mass_splitting <= 1000"}},
    {9, "  mass_splitting: [.nan]", {":9: axes.mass_splitting[0]:", "not a plain number", "allowed"}},
    {9,
     "  mass_splitting: [0, 0.1]",
     {":9: axes.mass_splitting:", "0.1 is not allowed with fermion", "allowed: 0, or pseudo-dirac"}},
    {4, "  mass_splitting: 1\n  spin: [pseudo-dirac]", {":4: axes.mass_splitting:", "closes A' -> chi1 chi2", "< 1/r - 2 = 0.5"}},
    {8, "  ecal_threshold_GeV: [101]", {":8: axes.ecal_threshold_GeV[0]:", "101 is out of range", "<= 100 GeV"}},
    {9,
     "  energy_scale_shift: {from: 0, to: 0.1, points: 3, spacing: log}",
     {":9: axes.energy_scale_shift:", "spacing log", "from > 0"}},
    {9, "  energy_scale_shift: [-0.7]", {":9: axes.energy_scale_shift[0]:", "out of range", "-0.5 <="}},
    {1, "experiment: ../inputs/experiments/none.yaml", {":1: experiment:", "none.yaml", "cannot be read"}},
    {1, "experiment: ../inputs", {":1: experiment:", "regular file", ""}},
    {2, "output: \"a\\0b\"", {":2: output:", "text of 1 to", ""}},
    {9, "\"energy_scale_shift\\0x\": [0]", {":9: ", "", ""}},
    {4, "\tspin: [fermion]", {":4: ", "indented by a tab", "allowed: blanks"}},
    {2, "beam: x\nnoaxes: 1", {":2: beam:", "unknown key", "allowed: title"}},
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
        assert_int_equal(experiment_from_archive(&(struct input_archive){archive, 5, physics_version}, &e), EPSCAN_BAD_INPUT);
        assert_non_null(strstr(epscan_error_message(), many ? "1 to 16 elements" : "whole number from 1 to 118"));
        for (int i = 0; i < 5; i++) text_file_clear(&archive[i]);
        free(text);
        text_file_clear(&plain);
    }
}

/* Of an archive that a program of this physics version read, in which na64-2021 has no word on strahlung. */
static struct experiment *silent_on_strahlung(int version) {
    struct text_file plain, archive[3];
    struct experiment *e = NULL;
    assert_int_equal(text_file_read(EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml", &plain), EPSCAN_OK);
    memcpy(strstr(plain.text, "\nstrahlung_limit:"), "\n#", 2);
    assert_int_equal(text_file_from_memory("e.yaml", plain.text, plain.size, &archive[0]), EPSCAN_OK);
    static const char *const names[] = {"../materials/lead.yaml", "../materials/polystyrene.yaml"};
    for (int i = 0; i < 2; i++) {
        char path[1024];
        snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/%s", names[i] + 3);
        assert_int_equal(text_file_read(path, &archive[i + 1]), EPSCAN_OK);
        free(archive[i + 1].path);
        archive[i + 1].path = strdup(names[i]);
    }
    if (experiment_from_archive(&(struct input_archive){archive, 3, version}, &e)) fail_msg("%s", epscan_error_message());
    for (int i = 0; i < 3; i++) text_file_clear(&archive[i]);
    text_file_clear(&plain);
    return e;
}

/* It is computed; what older programs read without the key had none, and keeps that meaning. */
static void strahlung_is_computed_where_nothing_is_said(void **state) {
    (void)state;
    struct experiment *now = silent_on_strahlung(physics_version), *then = silent_on_strahlung(5);
    assert_true(now->computes_strahlung && experiment_has_channel(now, channel_of_name("strahlung")));
    assert_false(then->computes_strahlung || experiment_has_channel(then, channel_of_name("strahlung")));
    experiment_free(now);
    experiment_free(then);
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
    {"../materials/lead.yaml", "../limits/babar-2017.csv", "is a table of comma-separated values; allowed: a material"},
    {"../materials/lead.yaml", "na64-2021.yaml",
     "target.layers[0].material: " EPSCAN_SOURCE_DIR
     "/inputs/experiments/na64-2021.yaml: is an experiment file; allowed: a material (line "},
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
    {"particles_on_target: 2.3e10", "particles_on_target: 1e300",
     "data_sets[0].particles_on_target: 1e300 is out of range; allowed: 1 <= particles_on_target <= 1e+24"},
    {"thickness_cm: 0.15}\n    -", "thickness_cm: 1e-9}\n    -", "target.layers[0].thickness_cm: 1e-9 is out of range"},
    {"name: \"2016 II\",", "name: \"2016 I\",", "data_sets[1].name: \"2016 I\" is given twice; allowed once"},
    {"- {name: background,", "- {name: strahlung efficiency,",
     "statistics.uncertainties[3].name: \"strahlung efficiency\" is given twice; allowed once"},
    {"affects: [background]}", "affects: [background], data_sets: [\"2017\", 2018, \"2017\"]}",
     "statistics.uncertainties[3].data_sets[2]: \"2017\" is given twice; allowed once"},
    {"affects: [background]}", "affects: [background, background]}",
     "statistics.uncertainties[3].affects[1]: \"background\" is given twice; allowed once"},
    {"na64-2019-strahlung.csv", "none.csv", "strahlung_limit:"},
    {"\nstrahlung_limit: ../limits/na64-2019-strahlung.csv", "\nstrahlung: exact",
     "strahlung: \"exact\" is not allowed; allowed: exact-tree-level, published-limit, yield-table, none"},
    {"\nstrahlung_limit: ../limits/na64-2019-strahlung.csv", "\nstrahlung: {model: exact-tree-level, form_factor: helm}",
     "strahlung.form_factor: \"helm\" is not allowed; allowed: tsai, elastic, none"},
    {"\nstrahlung_limit: ../limits/na64-2019-strahlung.csv", "\nstrahlung: {form_factor: tsai}", "strahlung.model: missing"},
    {"\nstrahlung_limit: ../limits/na64-2019-strahlung.csv", "\nstrahlung: {model: published-limit}", "strahlung.table: missing"},
    {"\nstrahlung_limit: ../limits/na64-2019-strahlung.csv", "\nstrahlung: published-limit",
     "strahlung: published-limit needs a table"},
    {"\nstrahlung_limit: ", "\nstrahlung: none\nstrahlung_limit: ", "strahlung_limit: stands beside `strahlung`"},
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

static void source_and_production_cut_may_be_left_out(void **state) {
    (void)state;
    struct text_file good_file;
    assert_int_equal(text_file_read(EXPERIMENT, &good_file), EPSCAN_OK);
    char *without_source = with_change(good_file.text, "\nsource: ", "\n# source: ");
    char *text = with_change(without_source, "production_cut_GeV: ", "# production_cut_GeV: ");
    struct experiment *e = NULL;
    if (experiment_parse(EXPERIMENT, text, strlen(text), &e)) fail_msg("%s", epscan_error_message());
    assert_string_equal(e->source, "");
    assert_true(e->production_cut_GeV == e->minimum_energy_GeV);
    experiment_free(e);
    free(text);
    free(without_source);
    text_file_clear(&good_file);
}

/* A file given for one of another kind is called what it is. */
static void files_of_another_kind_are_called_what_they_are(void **state) {
    (void)state;
    static const struct {
        const char *path, *expected;
    } not_jobs[] = {{"inputs/experiments/na64-2021.yaml", "is an experiment file; allowed: a job"},
                    {"inputs/materials/lead.yaml", "is a material; allowed: a job"},
                    {"inputs/limits/babar-2017.csv", "is a table of comma-separated values; allowed: a job"}},
      not_experiments[] = {{"jobs/na64-2021.yaml", "is a job; allowed: an experiment file"},
                           {"inputs/materials/lead.yaml", "is a material; allowed: an experiment file (line 6: elements)"}};
    char path[1024];
    for (size_t i = 0; i < COUNT_OF(not_jobs); i++) {
        struct job *job = NULL;
        snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/%s", not_jobs[i].path);
        assert_int_equal(job_read(path, &job), EPSCAN_BAD_INPUT);
        if (!strstr(epscan_error_message(), not_jobs[i].expected)) fail_msg("%s", epscan_error_message());
    }
    for (size_t i = 0; i < COUNT_OF(not_experiments); i++) {
        struct experiment *e = NULL;
        snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/%s", not_experiments[i].path);
        assert_int_equal(experiment_read(path, &e), EPSCAN_BAD_INPUT);
        if (!strstr(epscan_error_message(), not_experiments[i].expected)) fail_msg("%s", epscan_error_message());
    }
}

/* -0.03 + 0.06 * 4/6 is 0.009999999999999995: tools that select by value want what the user would write. */
static void ranges_between_decimal_numbers_hold_decimal_numbers(void **state) {
    (void)state;
    static const double shifts[] = {-0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03};
    static const double decades[] = {0.001, 0.01, 0.1, 1.0};
    struct job *job = NULL;
    assert_int_equal(parse_with(9, "  energy_scale_shift: {from: -0.03, to: 0.03, points: 7, spacing: linear}", &job), EPSCAN_OK);
    for (size_t i = 0; i < COUNT_OF(shifts); i++) assert_true(job->grid.axes[EPSCAN_AXIS_SHIFT].value[i] == shifts[i]);
    job_free(job);
    job = NULL;
    assert_int_equal(parse_with(5, "  mA_GeV: {from: 0.001, to: 1, points: 4, spacing: log}", &job), EPSCAN_OK);
    for (size_t i = 0; i < COUNT_OF(decades); i++) assert_true(job->grid.axes[EPSCAN_AXIS_MASS].value[i] == decades[i]);
    job_free(job);
    for (int tenths = 0; tenths <= 600; tenths++) { /* every decimal node of every tenth */
        char text[32];
        snprintf(text, sizeof text, "%.1f", 0.1 * (tenths - 300));
        assert_true(linear_node(-30.0, 30.0, (size_t)tenths, 600) == strtod(text, NULL));
    }
    assert_true(linear_node(0.0, 1.0, 1, 3) == 1.0 / 3.0 && linear_node(0.0, 1.0 / 3.0, 2, 2) == 1.0 / 3.0);
    assert_true(linear_node(-0.1, 0.2, 1, 3) == 0.0);
}

/* Grids that were made before hold the numbers that were not rounded: they are the same axes. */
static void axes_are_the_same_up_to_rounding(void **state) {
    (void)state;
    double old[] = {-0.03, 0.009999999999999995, 0.03}, now[] = {-0.03, 0.01, 0.03}, other[] = {-0.03, 0.01000000000001, 0.03};
    const struct axis a = {3, old}, b = {3, now}, c = {3, other}, shorter = {2, now};
    assert_true(axis_equals(&a, &b) && axis_equals(&b, &a));
    assert_false(axis_equals(&b, &c) || axis_equals(&b, &shorter));
    other[1] = NAN;
    assert_false(axis_equals(&b, &c) || axis_equals(&c, &b));
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
        cmocka_unit_test(strahlung_is_computed_where_nothing_is_said),
        cmocka_unit_test(bad_materials_are_refused),
        cmocka_unit_test(each_bad_line_is_named),
        cmocka_unit_test(each_bad_line_of_an_experiment_is_named),
        cmocka_unit_test(source_and_production_cut_may_be_left_out),
        cmocka_unit_test(files_of_another_kind_are_called_what_they_are),
        cmocka_unit_test(ranges_between_decimal_numbers_hold_decimal_numbers),
        cmocka_unit_test(axes_are_the_same_up_to_rounding),
        cmocka_unit_test(paths_are_seen_from_the_file_that_names_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
