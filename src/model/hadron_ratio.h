/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * R(s) = sigma(e+e- -> hadrons) / sigma(e+e- -> mu+mu-, massless, lowest order), of the photon and of any vector with charges of
 * quarks of its own. Pure and thread-safe.
 */
#ifndef EPSCAN_MODEL_HADRON_RATIO_H
#define EPSCAN_MODEL_HADRON_RATIO_H

struct quark_charges {
    double up, down, strange, charm;
};
extern const struct quark_charges electric_quarks, baryon_quarks;

/*
 * R at s [GeV^2], any s; zero below 4 m_pi^2: sqrt(s) Gamma of a vector to hadrons over that to a massless lepton of charge 1. Of
 * electric charges good to 10 % below 1.1 GeV, to 20 % above; of others by vector dominance, see hadron_ratio.c.
 */
double hadron_ratio(const struct quark_charges *quarks, double s_GeV2);

/* No R of these charges is as much: phi's top has 50. */
#define HADRON_RATIO_MOST 60.0

/* |F_pi|^2, the pion's form factor in the time-like region, s > 4 m_pi^2. */
double hadron_pion_form_factor_squared(double s_GeV2);

/* A centre-of-mass energy at which R is not smooth, or only on the scale of a width. */
struct hadron_feature {
    double energy_GeV, width_GeV; /* width 0: a threshold */
};
enum { HADRON_FEATURE_COUNT = 10 };
void hadron_features(struct hadron_feature feature[HADRON_FEATURE_COUNT]);

#endif
