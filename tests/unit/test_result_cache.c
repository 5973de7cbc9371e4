/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cache of results: what was kept comes back, and nothing that was damaged or may be another's; and bytes of track lengths. */
#include "testing.h"

#include "core/result_cache.h"
#include "shower/track_length.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char home[64], folder[96], entry[256];

static const char payload[] = "a result that took long: 0.31201532";

static struct cache_key key_of(double number) {
    struct cache_key key;
    cache_key_begin(&key, "test");
    cache_key_add_number(&key, number);
    return key;
}

/* Whether the payload comes back under a key; anything else under it is a failure. */
static bool comes_back(double number) {
    const struct cache_key key = key_of(number);
    size_t size = 0;
    char *bytes = result_cache_read(&key, &size);
    if (bytes) {
        assert_int_equal(size, sizeof payload);
        assert_memory_equal(bytes, payload, size);
    }
    free(bytes);
    return bytes != NULL;
}

static void keep(double number) {
    const struct cache_key key = key_of(number);
    result_cache_write(&key, payload, sizeof payload);
}

/* How many files, hidden ones not; the last one's path in `entry`, but for the lock's. */
static int count_files(void) {
    int count = 0;
    DIR *open_folder = opendir(folder);
    if (!open_folder) return 0;
    for (struct dirent *found; (found = readdir(open_folder));) {
        if (found->d_name[0] == '.' || strcmp(found->d_name, "lock") == 0) continue;
        snprintf(entry, sizeof entry, "%s/%.100s", folder, found->d_name);
        count++;
    }
    closedir(open_folder);
    return count;
}

static int begin(void **state) {
    (void)state;
    snprintf(home, sizeof home, "/tmp/epscan-cache-XXXXXX");
    if (!mkdtemp(home)) return -1;
    snprintf(folder, sizeof folder, "%s/epscan", home);
    unsetenv("EPSCAN_NO_CACHE");
    unsetenv("EPSCAN_CACHE");
    result_cache_allow(true);
    return setenv("XDG_CACHE_HOME", home, 1);
}

static int end(void **state) {
    (void)state;
    chmod(folder, 0700);
    while (count_files() > 0)
        if (unlink(entry)) return -1;
    char lock[128];
    snprintf(lock, sizeof lock, "%s/lock", folder);
    unlink(lock);
    rmdir(folder);
    return rmdir(home);
}

static void what_is_kept_comes_back_under_its_key_alone(void **state) {
    (void)state;
    struct stat info;
    assert_false(comes_back(1.0));
    assert_int_equal(access(folder, F_OK), -1); /* reading makes nothing */
    keep(1.0);
    assert_true(comes_back(1.0));
    assert_false(comes_back(nextafter(1.0, 2.0)));
    assert_int_equal(count_files(), 1);
    assert_int_equal(stat(folder, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assert_int_equal(stat(entry, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void it_is_off_unless_allowed(void **state) {
    (void)state;
    keep(1.0);
    setenv("EPSCAN_NO_CACHE", "1", 1);
    assert_false(comes_back(1.0));
    unsetenv("EPSCAN_NO_CACHE");
    result_cache_allow(false);
    assert_false(comes_back(1.0));
    setenv("EPSCAN_CACHE", "1", 1); /* what libepscan's programs set */
    assert_true(comes_back(1.0));
    setenv("XDG_CACHE_HOME", "relative", 1);
    setenv("HOME", home, 1);
    keep(1.0);
    assert_int_equal(access("relative", F_OK), -1);
    setenv("XDG_CACHE_HOME", home, 1);
    char other[96];
    snprintf(other, sizeof other, "%s/.cache/epscan", home);
    assert_int_equal(access(other, F_OK), 0); /* ~/.cache, of this HOME */
    char command[256];
    snprintf(command, sizeof command, "rm -r '%s/.cache'", home);
    assert_int_equal(system(command), 0);
}

/* Every bit of the file, its length, and bytes behind it. */
static void no_changed_bit_is_believed(void **state) {
    (void)state;
    unsigned char bytes[512];
    keep(1.0);
    assert_int_equal(count_files(), 1);
    int file = open(entry, O_RDWR);
    const ssize_t size = read(file, bytes, sizeof bytes);
    assert_true(size > (ssize_t)sizeof payload && size < (ssize_t)sizeof bytes);
    for (ssize_t bit = 0; bit < 8 * size; bit++) {
        const unsigned char changed = (unsigned char)(bytes[bit / 8] ^ (1u << bit % 8));
        assert_int_equal(pwrite(file, &changed, 1, bit / 8), 1);
        assert_false(comes_back(1.0));
        assert_int_equal(pwrite(file, &bytes[bit / 8], 1, bit / 8), 1);
    }
    assert_true(comes_back(1.0));
    assert_int_equal(pwrite(file, "", 1, size), 1);
    assert_false(comes_back(1.0));
    for (ssize_t length = size - 1; length >= 0; length--) {
        assert_int_equal(ftruncate(file, length), 0);
        assert_false(comes_back(1.0));
    }
    close(file);
    keep(1.0); /* made again */
    assert_true(comes_back(1.0));
}

/* One entry under another's name. */
static void an_entry_of_another_key_is_not_believed(void **state) {
    (void)state;
    char other[128];
    keep(1.0);
    count_files();
    snprintf(other, sizeof other, "%s/other", home);
    assert_int_equal(rename(entry, other), 0);
    keep(2.0);
    count_files();
    assert_int_equal(rename(other, entry), 0);
    assert_false(comes_back(2.0));
}

static void nothing_is_believed_that_others_may_have_written(void **state) {
    (void)state;
    char elsewhere[128];
    keep(1.0);
    count_files();
    chmod(entry, 0620);
    assert_false(comes_back(1.0));
    chmod(entry, 0602);
    assert_false(comes_back(1.0));
    chmod(entry, 0600);
    assert_true(comes_back(1.0));
    chmod(folder, 0720);
    assert_false(comes_back(1.0));
    chmod(folder, 0700);
    if (geteuid() == 0) {
        assert_int_equal(chown(entry, 12345, 12345), 0);
        assert_false(comes_back(1.0));
        assert_int_equal(chown(entry, 0, 0), 0);
        assert_int_equal(chown(folder, 12345, 12345), 0);
        assert_false(comes_back(1.0));
        assert_int_equal(chown(folder, 0, 0), 0);
    }
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", home); /* a link to it, to the file and to the folder */
    assert_int_equal(rename(entry, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, entry), 0);
    assert_false(comes_back(1.0));
    assert_int_equal(rename(elsewhere, entry), 0);
    assert_int_equal(rename(folder, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, folder), 0);
    assert_false(comes_back(1.0));
    assert_int_equal(unlink(folder), 0);
    assert_int_equal(rename(elsewhere, folder), 0);
    assert_true(comes_back(1.0));
}

/* A folder that cannot be, and a FIFO that must not block. */
static void what_cannot_be_is_no_cache(void **state) {
    (void)state;
    setenv("XDG_CACHE_HOME", "/proc/none", 1);
    keep(1.0);
    assert_false(comes_back(1.0));
    setenv("XDG_CACHE_HOME", home, 1);
    keep(1.0);
    count_files();
    unlink(entry);
    assert_int_equal(mkfifo(entry, 0600), 0);
    assert_false(comes_back(1.0));
}

/* Four processes write the same two entries; none is ever seen half. */
static void many_write_at_once(void **state) {
    (void)state;
    enum { PROCESSES = 4, TIMES = 200 };
    pid_t child[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        for (int time = 0; time < TIMES && child[i] == 0; time++) {
            keep(time % 2);
            comes_back(time % 2);
        }
        if (child[i] == 0) _exit(0);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
    assert_true(comes_back(0.0) && comes_back(1.0));
    assert_int_equal(count_files(), 2);
}

/* Six of 14 MiB are too many: the longest unused go, and the newest stay. */
static void its_size_is_bounded(void **state) {
    (void)state;
    const size_t size = (size_t)14 << 20;
    char *much = calloc(size, 1);
    assert_non_null(much);
    for (int i = 0; i < 6; i++) {
        struct cache_key key = key_of(i);
        result_cache_write(&key, much, size);
    }
    free(much);
    const int left = count_files();
    assert_in_range(left, 3, 4);
    size_t got = 0;
    struct cache_key newest = key_of(5);
    void *bytes = result_cache_read(&newest, &got);
    assert_int_equal(got, size);
    free(bytes);
}

/* ---- Track lengths ---- */

static void same_track_lengths(const struct track_length *a, const struct track_length *b) {
    size_t knots[2];
    assert_memory_equal(&(double){track_length_undegraded_X0(a)}, &(double){track_length_undegraded_X0(b)}, sizeof(double));
    track_length_knots_GeV(a, &knots[0]);
    track_length_knots_GeV(b, &knots[1]);
    assert_int_equal(knots[0], knots[1]);
    for (double energy = 5.0; energy < 100.0; energy += 0.7) {
        const double one[] = {track_length_primary_X0_per_GeV(a, energy), track_length_secondary_X0_per_GeV(a, energy)};
        const double other[] = {track_length_primary_X0_per_GeV(b, energy), track_length_secondary_X0_per_GeV(b, energy)};
        assert_memory_equal(one, other, sizeof one);
    }
}

/* From bytes and back to the last bit, and nothing from bytes that are not what they should be, of whatever kind. */
static void track_lengths_come_back_from_bytes(void **state) {
    (void)state;
    static const char *const names[] = {"na64-2021", "na64-2021-textbook"};
    const double E[] = {5.0, 20.0, 50.0, 99.0}, T[] = {4.0, 2.0, 1.0, 0.5};
    for (size_t i = 0; i < COUNT_OF(names) + 1; i++) {
        struct prepared_experiment *prepared = i < COUNT_OF(names) ? load_experiment(names[i]) : NULL;
        struct track_length *table = NULL;
        if (!prepared) assert_int_equal(track_length_from_table(4, E, T, T, 0.25, &table), EPSCAN_OK);
        const struct track_length *original = prepared ? prepared->track_length : table;
        size_t size;
        char *bytes = track_length_bytes(original, &size);
        assert_non_null(bytes);
        struct track_length *back = track_length_of_bytes(bytes, size);
        assert_non_null(back);
        same_track_lengths(original, back);
        track_length_free(back);
        for (size_t shorter = 0; shorter < size; shorter += 1 + shorter / 8) assert_null(track_length_of_bytes(bytes, shorter));
        uint64_t seed = 1;
        for (int times = 0; times < 2000; times++) { /* whatever comes back must be safe to free */
            const size_t place = (size_t)random_between(&seed, 0.0, times % 2 ? 64.0 : (double)size);
            const char before = bytes[place];
            bytes[place] = (char)(before ^ (1 << times % 8));
            track_length_free(track_length_of_bytes(bytes, size));
            bytes[place] = before;
        }
        free(bytes);
        track_length_free(table);
        if (prepared) unload_experiment(prepared);
    }
}

/* Cold and warm, and warm again after damage: the same events, to the last bit. */
static void prepared_from_the_cache_is_the_same(void **state) {
    (void)state;
    struct prepared_experiment *cold = load_experiment("na64-2021");
    assert_int_equal(count_files(), 1);
    struct prepared_experiment *warm = load_experiment("na64-2021");
    same_track_lengths(cold->track_length, warm->track_length);
    assert_int_equal(truncate(entry, 100), 0);
    struct prepared_experiment *again = load_experiment("na64-2021");
    same_track_lengths(cold->track_length, again->track_length);
    unload_experiment(cold);
    unload_experiment(warm);
    unload_experiment(again);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_kept_comes_back_under_its_key_alone),
        TEST(it_is_off_unless_allowed),
        TEST(no_changed_bit_is_believed),
        TEST(an_entry_of_another_key_is_not_believed),
        TEST(nothing_is_believed_that_others_may_have_written),
        TEST(what_cannot_be_is_no_cache),
        TEST(many_write_at_once),
        TEST(its_size_is_bounded),
        cmocka_unit_test(track_lengths_come_back_from_bytes),
        TEST(prepared_from_the_cache_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
