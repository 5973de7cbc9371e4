/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a file asks HDF5 1.10 for the places of chunks, and each such question goes through all of them: their number must not
 * grow with the number of tiles. Counted, for times are of the machine. Tiles here are small, and as many as are asked for.
 */
#include "testing.h"

#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "file/provenance.h"
#include "output/grid_bytes.h"
#include "output/grid_create.h"

#include <unistd.h>

/* A point of one column each: chunks of 4 kB, which HDF5 allocates by themselves, as those of real tiles. */
enum { MODELS_OF_TILE = 512 };
static const struct tile_layout small_tiles = {MODELS_OF_TILE, 1};

static int questions;

herr_t __real_H5Dget_chunk_info_by_coord(hid_t set, const hsize_t *offset, unsigned *filters, haddr_t *at, hsize_t *length);
herr_t __wrap_H5Dget_chunk_info_by_coord(hid_t set, const hsize_t *offset, unsigned *filters, haddr_t *at, hsize_t *length);
herr_t __wrap_H5Dget_chunk_info_by_coord(hid_t set, const hsize_t *offset, unsigned *filters, haddr_t *at, hsize_t *length) {
    questions++;
    return __real_H5Dget_chunk_info_by_coord(set, offset, filters, at, length);
}

static struct job *job_of_tiles(unsigned tiles, const char *more) {
    char text[1024];
    struct job *job = NULL;
    const int length = snprintf(text, sizeof text,
                                "experiment: ../inputs/experiments/na64-2021.yaml\noutput: ../outputs/chunks.h5\n%s\n"
                                "axes:\n  spin: [fermion]\n  mA_GeV: {from: 0.1, to: 0.3, points: %u, spacing: log}\n"
                                "  alpha_D: {from: 0.01, to: 1, points: %d, spacing: log}\n  mass_ratio: [1/3]\n",
                                more, tiles, MODELS_OF_TILE);
    assert_int_equal(job_parse(EPSCAN_SOURCE_DIR "/jobs/job.yaml", text, (size_t)length, &job), EPSCAN_OK);
    assert_int_equal(grid_lay_tiles(&job->grid, &small_tiles), EPSCAN_OK);
    assert_int_equal(job->grid.tile_count, tiles);
    return job;
}

/* Tiles of zeros in an order of tiles, as a merge copies them, and what its seal is made of. */
static void write_as_merge(const char *path, const struct grid *grid) {
    const struct shard all = {0, 1};
    struct tile_datasets sets;
    struct tile tile;
    const hid_t file = hdf5_open_for_writing(path, grid_file_index_bytes(grid));
    assert_true(file >= 0 && tile_datasets_open(file, grid, &sets) >= 0);
    assert_int_equal(tile_init(&tile, grid), EPSCAN_OK);
    for (tile.id = 0; tile.id < grid->tile_count; tile.id++) {
        tile.box = grid_tile_box(grid, tile.id);
        assert_true(tile_put(&sets, &tile) >= 0);
    }
    tile_clear(&tile);
    assert_true(grid_seal_note(file, grid, &sets, &all) >= 0);
    assert_true(tile_datasets_close(&sets) >= 0 && H5Fclose(file) >= 0);
    assert_int_equal(grid_seal_set(path), EPSCAN_OK);
}

/* How often a place is asked for while a file of so many tiles is made, which must have the seal it should. */
static int questions_of(unsigned tiles, const char *more, const struct shard *shard, enum grid_storage storage) {
    char path[] = "chunks-XXXXXX";
    struct job *job = job_of_tiles(tiles, more);
    struct grid_header header;
    const struct provenance provenance = {"test", "none"};
    bool sealed = false;
    close(mkstemp(path));
    assert_int_equal(grid_header_of_job(job, shard, &header), EPSCAN_OK);
    questions = 0;
    assert_int_equal(grid_file_lay_out(path, path, &header, &provenance, storage), EPSCAN_OK);
    if (storage == STORAGE_COMPRESSED) write_as_merge(path, &job->grid);
    const int asked = questions;
    assert_int_equal(grid_seal_check(path, &sealed), EPSCAN_OK);
    assert_true(sealed);
    unlink(path);
    grid_header_clear(&header);
    job_free(job);
    return asked;
}

static void assert_flat(const char *more, const struct shard *shard, enum grid_storage storage) {
    const int once = questions_of(500, more, shard, storage), twice = questions_of(1000, more, shard, storage);
    assert_true(once > 0);
    assert_int_equal(once, twice);
}

static void a_new_grid_asks_as_often_for_twice_the_tiles(void **state) {
    (void)state;
    assert_flat("", &(struct shard){0, 1}, STORAGE_FOR_SCAN);
}

static void a_shard_of_a_new_grid_too(void **state) {
    (void)state;
    assert_flat("precision: single", &(struct shard){1, 4}, STORAGE_FOR_SCAN);
}

static void a_merged_grid_too(void **state) {
    (void)state;
    assert_flat("", &(struct shard){0, 1}, STORAGE_COMPRESSED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_grid_asks_as_often_for_twice_the_tiles),
        cmocka_unit_test(a_shard_of_a_new_grid_too),
        cmocka_unit_test(a_merged_grid_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
