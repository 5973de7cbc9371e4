/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/call_guard.h"

#include <pthread.h>

#include <gsl/gsl_errno.h>

static pthread_mutex_t gsl_mutex = PTHREAD_MUTEX_INITIALIZER;
static int calls_inside; /* guarded by gsl_mutex, as the handler */
static gsl_error_handler_t *programs_handler;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t plain_locale;

static void make_locale(void) {
    plain_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

void call_guard_enter_thread(struct call_guard *guard) {
    pthread_once(&once, make_locale);
    guard->locale = uselocale(plain_locale);
    fegetenv(&guard->floating_point);
    fesetenv(FE_DFL_ENV);
}

void call_guard_leave_thread(const struct call_guard *guard) {
    fesetenv(&guard->floating_point);
    uselocale(guard->locale);
}

void call_guard_enter(struct call_guard *guard) {
    call_guard_enter_thread(guard);
    pthread_mutex_lock(&gsl_mutex);
    if (calls_inside++ == 0) programs_handler = gsl_set_error_handler_off();
    pthread_mutex_unlock(&gsl_mutex);
}

void call_guard_leave(const struct call_guard *guard) {
    pthread_mutex_lock(&gsl_mutex);
    if (--calls_inside == 0) gsl_set_error_handler(programs_handler);
    pthread_mutex_unlock(&gsl_mutex);
    call_guard_leave_thread(guard);
}
