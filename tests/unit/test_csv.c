/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and points: what users' programs write is read, what is not understood is named, and nothing is dropped. */
#include "assertions.h"

#include "text/csv_table.h"
#include "core/error.h"
#include "scan/point_file.h"

static epscan_status parse(const char *text, struct csv_table *table) {
    return csv_table_parse("t.csv", text, strlen(text), csv_limit_columns, CSV_LIMIT_COLUMNS, table);
}

/* The same two rows as different programs write them. */
static void every_way_to_write_a_table_is_read(void **state) {
    (void)state;
    static const char *const same[] = {
        "mA_GeV,epsilon_up\n0.1,1e-4\n0.2,2e-4\n",
        "mA_GeV,epsilon_up\r\n0.1,1e-4\r\n0.2,2e-4\r\n",
        "mA_GeV,epsilon_up\r0.1,1e-4\r0.2,2e-4\r",
        "mA_GeV,epsilon_up\r0.1,1e-4\r0.2,2e-4",
        "\xEF\xBB\xBFmA_GeV,epsilon_up\n0.1,1e-4\n0.2,2e-4\n",
        "# a comment\n\n  # another\n\tmA_GeV , epsilon_up \n 0.1 ,\t1e-4\n\n0.2,2e-4\n# the end",
        "\"mA_GeV\",\"epsilon_up\"\n\"0.1\",1e-4\n0.2,\"2e-4\"\n",
        "epsilon_up,mA_GeV\n1e-4,1/10\n2E-4,.2\n",
    };
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        struct csv_table table;
        if (parse(same[i], &table)) fail_msg("%s\n  gave %s", same[i], epscan_error_message());
        assert_int_equal(table.row_count, 2);
        assert_true(table.column[0][0] == 0.1 && table.column[0][1] == 0.2);
        assert_true(table.column[1][0] == 1e-4 && table.column[1][1] == 2e-4);
        csv_table_clear(&table);
    }
}

static const struct {
    const char *text, *expected;
} bad_tables[] = {
    {"mA_GeV,epsilon_up\n0.1,nan\n", "t.csv:2: epsilon_up: \"nan\" is not allowed"},
    {"mA_GeV,epsilon_up\n0.1,1e-4\n0.1,1e-4\n", "t.csv:3: mA_GeV: rows must increase strictly"},
    {"mA_GeV,epsilon_up\r0.2,1e-4\r0.1,1e-4\r", "t.csv:3: mA_GeV: rows must increase strictly"},
    {"mA_GeV,epsilon_up\n0.1,-1e-4\n",
     "t.csv:2: epsilon_up: \"-1e-4\" is not allowed; allowed: a number, 1e-12 <= epsilon_up <= 1"},
    {"mA_GeV,epsilon_up\n0.1,1e300\n", "t.csv:2: epsilon_up: \"1e300\" is not allowed"},
    {"mA_GeV,epsilon_up\n1e5,1e-4\n", "t.csv:2: mA_GeV: \"1e5\" is not allowed; allowed: a number, 1e-06 <= mA_GeV <= 1000 GeV"},
    {"mA_GeV,epsilon_up\n0.1\n", "t.csv:2: 1 columns; allowed: the 2 of the header"},
    {"mA_GeV,epsilon_up\n0.1,1e-4,3\n", "t.csv:2: 3 columns; allowed: the 2 of the header"},
    {"mA_GeV,epsilon_up\n0.1,1e-4 # note\n", "t.csv:2: epsilon_up: \"1e-4 # note\" is not allowed"},
    {"mA_GeV,epsilon_up\n0.1,\n", "t.csv:2: epsilon_up: \"\" is not allowed"},
    {"mA_GeV,epsilon_up\n0.1,\"1e-4\n", "t.csv:2: \"1e-4: quotes that do not match"},
    {"mA_GeV,epsilon_up\n0.1,\"1e-4\"x\n", "t.csv:2: \"1e-4\"x: quotes that do not match"},
    {"mA_GeV,epsilon_up\n0.1,1e\"-4\n", "t.csv:2: 1e\"-4: quotes that do not match"},
    {"m,eps\n0.1,1e-4\n", "t.csv:1: header: \"m\" is not allowed; the header must be \"mA_GeV,epsilon_up\""},
    {"mA_GeV,epsilon_up,error\n0.1,1e-4,1e-5\n", "t.csv:1: the header has 3 columns"},
    {"mA_GeV,mA_GeV\n0.1,1e-4\n", "t.csv:1: header: \"mA_GeV\" is not allowed twice"},
    {"mA_GeV;epsilon_up\n0.1;1e-4\n", "t.csv:1: header: no commas"},
    {"mA_GeV\tepsilon_up\n0.1\t1e-4\n", "t.csv:1: header: no commas"},
    {"mA_GeV epsilon_up\n0.1 1e-4\n", "t.csv:1: header: no commas"},
    {"0.1,1e-4\n0.2,1e-4\n", "t.csv:1: header: \"0.1\" is not allowed"},
    {"name: lead\nelements: []\n", "t.csv:1: is YAML as it seems"},
    {"\xFF\xFEm\n", "t.csv:1: not UTF-8 text"},
    {"\x89HDF\r\n\x1a\n", "t.csv:1: is an HDF5 file"},
    {"mA_GeV,epsilon_up\n", "has no rows"},
    {"# only a comment\n", "t.csv: has no header"},
    {"", "t.csv: is empty"},
};

static void each_bad_row_of_a_table_is_named(void **state) {
    (void)state;
    struct csv_table table;
    for (size_t i = 0; i < COUNT_OF(bad_tables); i++) {
        if (parse(bad_tables[i].text, &table) != EPSCAN_BAD_INPUT) fail_msg("accepted: %s", bad_tables[i].text);
        if (!strstr(epscan_error_message(), bad_tables[i].expected))
            fail_msg("%s\n  gave    %s\n  without %s", bad_tables[i].text, epscan_error_message(), bad_tables[i].expected);
        assert_null(strchr(epscan_error_message(), '\n'));
    }
    static const char hidden[] = "mA_GeV,epsilon_up\n0.1,1e-4\n\0000.2,2e-4\n"; /* rows behind a NUL would be dropped */
    assert_int_equal(csv_table_parse("t.csv", hidden, sizeof hidden - 1, csv_limit_columns, CSV_LIMIT_COLUMNS, &table),
                     EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "t.csv:3: not a text file"));
}

static epscan_status read_points(const char *text, size_t most, struct scan_point *points, size_t *count, char *own) {
    static const epscan_selection selection = {50.0, 0.0};
    FILE *stream = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    struct point_file file;
    bool found = true;
    *count = 0;
    epscan_status status = point_file_from_stream("p.csv", stream, &selection, NULL, &file);
    while (!status && found && *count < most) {
        status = point_file_next(&file, &points[*count], &found);
        if (status || !found) break;
        point_file_own_text(&file, own);
        ++*count;
    }
    point_file_close(&file);
    return status;
}

/* Bare CR once dropped rows, silently; quotes, a mark and blanks were refused. */
static void every_row_of_points_is_read(void **state) {
    (void)state;
    static const char *const same[] = {
        "spin,mA_GeV,alpha_D,mass_ratio\rfermion,0.2,0.1,1/3\rscalar,0.3,0.5,0.4\r",
        ("\xEF\xBB\xBF"
         "spin , mA_GeV,\talpha_D,mass_ratio\r\n fermion,0.2 ,0.1, 1/3\r\n\r\nscalar,0.3,0.5,0.4"),
        "\"mass_ratio\",\"spin\",\"mA_GeV\",\"alpha_D\"\n1/3,\"fermion\",0.2,0.1\n0.4,\"scalar\",0.3,0.5\n",
    };
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        struct scan_point p[3];
        size_t count;
        char own[CSV_LINE_SIZE];
        if (read_points(same[i], 3, p, &count, own)) fail_msg("%s\n  gave %s", same[i], epscan_error_message());
        assert_int_equal(count, 2);
        assert_true(p[0].model.spin == EPSCAN_FERMION && p[0].model.mass_GeV == 0.2 && p[0].model.mass_ratio == 1.0 / 3.0);
        assert_true(p[1].model.spin == EPSCAN_SCALAR && p[1].model.alpha_D == 0.5 && p[1].selection.threshold_GeV == 50.0);
        assert_string_equal(own, "");
    }
}

static void columns_of_the_users_own_are_handed_through_as_they_stand(void **state) {
    (void)state;
    struct scan_point p[2];
    size_t count;
    char own[CSV_LINE_SIZE];
    const char *text = "id,spin,mA_GeV,note,alpha_D,mass_ratio\n007,scalar,0.2,\"a, \"\"b\"\"\" ,0.1,0.3\n";
    assert_int_equal(read_points(text, 2, p, &count, own), EPSCAN_OK);
    assert_int_equal(count, 1);
    assert_string_equal(own, ",007,\"a, \"\"b\"\"\"");
    assert_int_equal(read_points("spin,mA_GeV,alpha_D,mass_ratio,x,x\n", 2, p, &count, own), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "p.csv:1: header: \"x\" is not allowed twice"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_write_a_table_is_read),
        cmocka_unit_test(each_bad_row_of_a_table_is_named),
        cmocka_unit_test(every_row_of_points_is_read),
        cmocka_unit_test(columns_of_the_users_own_are_handed_through_as_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
