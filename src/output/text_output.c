/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/text_output.h"

#include "core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static epscan_status open_stream(const char *path, int flags, FILE **stream) {
    const int descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | flags, 0666);
    *stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (*stream) return EPSCAN_OK;
    const epscan_status status = error_set(EPSCAN_FAILED, "%s: cannot be written: %s", path, strerror(errno));
    if (descriptor >= 0) close(descriptor);
    return status;
}

epscan_status text_output_open(const char *path, const struct output_kind *kind, enum existing_output existing,
                               struct text_output *o) {
    epscan_status status = output_file_begin(path, kind, existing, NULL, &o->file);
    if (status) return status;
    status = open_stream(o->file.temporary, 0, &o->stream);
    return status ? output_file_end(&o->file, status) : EPSCAN_OK;
}

epscan_status text_output_in_folder(const char *folder, const char *name, FILE **stream) {
    char path[4700];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return open_stream(path, O_CREAT | O_EXCL, stream);
}

epscan_status text_output_finish(FILE *stream, const char *path, epscan_status status) {
    const bool bad = fflush(stream) || ferror(stream) || fsync(fileno(stream));
    const int reason = errno;
    const bool badly_closed = fclose(stream) != 0;
    if (!bad && !badly_closed) return status;
    return error_set(status ? status : EPSCAN_FAILED, "%s: cannot be written: %s", path, strerror(bad ? reason : errno));
}

epscan_status text_output_close(struct text_output *o, epscan_status status) {
    return output_file_end(&o->file, text_output_finish(o->stream, o->file.path, status));
}
