/* SPDX-License-Identifier: GPL-3.0-or-later */
/* R(s) = sigma(e+e- -> hadrons) / sigma(e+e- -> mu+mu-, massless, lowest order). Pure and thread-safe. */
#ifndef EPSCAN_RELIC_HADRON_RATIO_H
#define EPSCAN_RELIC_HADRON_RATIO_H

/* R at s [GeV^2], any s; zero below 4 m_pi^2. Good to 10 % below 1.1 GeV, to 20 % above; see hadron_ratio.c. */
double hadron_ratio(double s_GeV2);

/* |F_pi|^2, the pion's form factor in the time-like region, s > 4 m_pi^2. */
double hadron_pion_form_factor_squared(double s_GeV2);

/* A centre-of-mass energy at which R is not smooth, or only on the scale of a width. */
struct hadron_feature {
    double energy_GeV, width_GeV; /* width 0: a threshold */
};
enum { HADRON_FEATURE_COUNT = 10 };
void hadron_features(struct hadron_feature feature[HADRON_FEATURE_COUNT]);

#endif
