/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yield/energy_scale.h"

#include "core/error.h"
#include "yield/signal_yield.h"

#include <math.h>
#include <stdbool.h>

epscan_status energy_scale_change(const struct search *search, const epscan_dark_photon *model, const epscan_selection *selection,
                                  double shift_GeV, struct energy_scale_change *change) {
    const double threshold_GeV = selection->threshold_GeV, scale = selection->energy_scale_shift;
    struct signal_yield lower, nominal, upper;
    if (!(shift_GeV > 0.0 && shift_GeV < threshold_GeV && threshold_GeV + shift_GeV <= search->beam_energy_GeV))
        return error_set(EPSCAN_BAD_INPUT, "a shift of %g GeV moves the threshold of %g GeV out of range; allowed: 0 to %g GeV",
                         shift_GeV, threshold_GeV, search->beam_energy_GeV);
    epscan_status status = signal_yield_adaptive(search, model, threshold_GeV - shift_GeV, scale, &lower);
    if (!status) status = signal_yield_adaptive(search, model, threshold_GeV, scale, &nominal);
    if (!status) status = signal_yield_adaptive(search, model, threshold_GeV + shift_GeV, scale, &upper);
    if (status) return status;
    *change = energy_scale_change_of(lower.events, nominal.events, upper.events);
    return EPSCAN_OK;
}

struct energy_scale_change energy_scale_change_of(double lowered, double nominal, double raised) {
    const bool any = nominal > 0.0;
    return (struct energy_scale_change){nominal, any ? lowered / nominal - 1.0 : NAN, any ? raised / nominal - 1.0 : NAN};
}

double energy_scale_mean_change(const struct energy_scale_change *change) {
    return 0.5 * (fabs(change->down) + fabs(change->up));
}
