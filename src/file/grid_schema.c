/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file/grid_schema.h"

#define ALL_AXES                                                                                                                   \
    { EPSCAN_AXIS_SPIN, EPSCAN_AXIS_MASS, EPSCAN_AXIS_ALPHA_D, EPSCAN_AXIS_MASS_RATIO, EPSCAN_AXIS_THRESHOLD, EPSCAN_AXIS_SHIFT }

const struct grid_variable grid_variables[VARIABLE_COUNT] = {
    [VARIABLE_N_ANNIHILATION] = {"n_annihilation", "1", "expected events from resonant annihilation at epsilon = 1e-4",
                                 "Eq. 5 of PRD 104 L091701; scales as epsilon^2", ALL_AXES, EPSCAN_AXIS_COUNT},
    [VARIABLE_EPSILON_UP] = {"epsilon_up", "1", "upper limit on the kinetic mixing epsilon",
                             "at 90 % C.L. by Eq. 7 of PRD 104 L091701, or as the attributes limit_method and confidence_level "
                             "say; +inf where nothing is excluded",
                             ALL_AXES, EPSCAN_AXIS_COUNT},
    [VARIABLE_N_STRAHLUNG] = {"n_strahlung",
                              "1",
                              "expected events from A'-strahlung at epsilon = 1e-4",
                              "from the published limit; NaN where its table ends",
                              {EPSCAN_AXIS_MASS},
                              1},
    [VARIABLE_STATUS] =
        {"status",
         "1",
         "status of the model point",
         "strahlung_out_of_range: the limit rests on annihilation alone; visible_width: at epsilon_up the neglected "
         "decays to charged leptons have more than 1 % of the width; no_signal: nothing is expected, nothing excluded",
         {EPSCAN_AXIS_SPIN, EPSCAN_AXIS_MASS, EPSCAN_AXIS_ALPHA_D, EPSCAN_AXIS_MASS_RATIO},
         MODEL_AXIS_COUNT},
};
