/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Direct pairs of electrons and muons. */
#include "test_media.h"

#include "epscan/constants.h"
#include "matter/trident.h"

#include <gsl/gsl_errno.h>

static const double m_e = EPSCAN_ELECTRON_MASS_GeV;

static struct trident_process process_of(double mass_GeV, enum trident_diagrams diagrams) {
    return (struct trident_process){mass_GeV, diagrams};
}

/* Of 100-GeV electrons in lead, without and with the pairs that the projectile radiates: another program's, to two digits. */
static void lead_has_positrons_as_the_design_says(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const struct trident_process pair = process_of(m_e, TRIDENT_PAIR), all = trident_of_electrons();
    assert_close(trident_positrons_per_GeV_X0(&lead, pair, 100.0, 50.0), 1.8e-5, 0.03, 0.0);
    assert_close(trident_positrons_per_GeV_X0(&lead, all, 100.0, 50.0), 2.2e-5, 0.03, 0.0);
    assert_close(trident_positrons_per_GeV_X0(&lead, pair, 100.0, 10.0), 5.6e-4, 0.03, 0.0);
    assert_close(trident_positrons_per_GeV_X0(&lead, all, 100.0, 10.0), 5.7e-4, 0.03, 0.0);
}

/* int pair dN/dpair dpair, by 500 midpoints in the logarithm: 1e-4. */
static double energy_lost_to_pairs(const struct em_medium *medium, double mass_GeV, double energy_GeV) {
    enum { POINTS = 500 };
    const double low = log(4.0 * m_e), width = (log(energy_GeV) - low) / POINTS;
    double sum = 0.0;
    for (int i = 0; i < POINTS; i++) {
        const double pair = exp(low + width * (i + 0.5));
        sum += width * pair * pair * trident_pairs_per_GeV_X0(medium, process_of(mass_GeV, TRIDENT_ALL), energy_GeV, pair);
    }
    return sum;
}

/*
 * Energy that muons lose to pairs in lead [MeV cm^2/g]: column "pair" of PUMAS's table for lead (github.com/niess/pumas-materials,
 * dedx/muon/lead.txt), the same formula by another program. 2 %: it has Kelner's own factor for the electrons, 1.2 % of the loss.
 */
static void muons_lose_to_pairs_what_tables_say(void **state) {
    (void)state;
    static const double kinetic_GeV[] = {1.0, 5.0, 10.0, 100.0, 1000.0}, loss[] = {5.900e-4, 1.318e-2, 3.857e-2, 0.7905, 10.15};
    const struct em_medium lead = test_medium(LEAD);
    for (size_t i = 0; i < COUNT_OF(loss); i++) {
        const double sum = energy_lost_to_pairs(&lead, EPSCAN_MUON_MASS_GeV, kinetic_GeV[i] + EPSCAN_MUON_MASS_GeV);
        assert_close(1e3 * sum / lead.radiation_length_g_per_cm2, loss[i], 0.02, 0.0);
    }
}

struct sharing {
    double energy_GeV, positron_GeV, pair_GeV;
};

/* One positron energy and the pair's electron; one pair energy and its electron. */
static double with_electron(double electron_GeV, const void *parameters) {
    const struct sharing *s = parameters;
    const double pair = s->positron_GeV + electron_GeV;
    return 2.0 / pair *
           trident_cross_section_cm2_per_GeV(trident_of_electrons(), 82, s->energy_GeV, pair,
                                             (s->positron_GeV - electron_GeV) / pair);
}

static double with_asymmetry(double share, const void *parameters) {
    const struct sharing *s = parameters;
    return 2.0 * trident_cross_section_cm2_per_GeV(trident_of_electrons(), 82, s->energy_GeV, s->pair_GeV, 1.0 - 2.0 * share);
}

/* Lead's atoms per cm^2 and X0, and its electrons: 1 + L'/(L Z). 1e-3: kinks where a logarithm reaches zero, at the end of the
 * spectrum. */
static void spectra_are_integrals_of_the_cross_section(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const double atoms = EPSCAN_AVOGADRO_PER_MOL / 207.2 * lead.radiation_length_g_per_cm2;
    const double charges = 1.0 + log(1194.0 * pow(82.0, -2.0 / 3.0)) / log(184.15 * pow(82.0, -1.0 / 3.0)) / 82.0;
    static const double energies[] = {1.0, 10.0, 100.0}, shares[] = {0.02, 0.1, 0.5, 0.8, 0.95};
    gsl_error_handler_t *handler = gsl_set_error_handler_off(); /* 1e-11 is more than kinks allow */
    for (size_t i = 0; i < COUNT_OF(energies); i++)
        for (size_t j = 0; j < COUNT_OF(shares); j++) {
            const double E = energies[i], x = shares[j] * E;
            const struct sharing s = {E, x, x};
            assert_close(trident_positrons_per_GeV_X0(&lead, trident_of_electrons(), E, x),
                         atoms * charges *
                             integral((struct integrand){with_electron, &s}, 0.5 * m_e, E - x - 0.75 * exp(0.5) * m_e * cbrt(82.0)),
                         1e-3, 0.0);
            assert_close(trident_pairs_per_GeV_X0(&lead, trident_of_electrons(), E, x),
                         atoms * charges * 2.0 * integral((struct integrand){with_asymmetry, &s}, 0.5 * m_e / x, 0.5), 1e-3, 0.0);
        }
    gsl_set_error_handler(handler);
}

/* Even in rho, finite and positive in its range, and nothing outside. */
static void cross_sections_are_even_positive_and_end(void **state) {
    (void)state;
    static const int charges[] = {1, 6, 29, 82};
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        const double E = exp(random_between(&seed, log(0.02), log(1e4))), pair = E * exp(random_between(&seed, -8.0, 0.2));
        const double rho = random_between(&seed, -1.05, 1.05), kept = E - pair;
        const int Z = charges[i % 4];
        for (int all = 0; all < 2; all++) {
            const struct trident_process process = process_of(i % 3 ? m_e : EPSCAN_MUON_MASS_GeV, all ? TRIDENT_ALL : TRIDENT_PAIR);
            const double value = trident_cross_section_cm2_per_GeV(process, Z, E, pair, rho);
            const bool open = pair > 4.0 * m_e && kept > process.projectile_mass_GeV && fabs(rho) < sqrt(1.0 - 4.0 * m_e / pair);
            assert_true(isfinite(value) && value >= 0.0);
            if (!open) assert_true(value <= 0.0);
            assert_close(trident_cross_section_cm2_per_GeV(process, Z, E, pair, -rho), value, 1e-12, 0.0);
        }
    }
    const struct em_medium lead = test_medium(LEAD);
    assert_true(trident_positrons_per_GeV_X0(&lead, trident_of_electrons(), 10.0, 10.0) <= 0.0);
    assert_true(trident_positrons_per_GeV_X0(&lead, trident_of_electrons(), 10.0, -1.0) <= 0.0);
    assert_true(trident_positrons_per_GeV_X0(&lead, trident_of_electrons(), 10.0, 5.0) > 0.0);
    assert_true(trident_pairs_per_GeV_X0(&lead, trident_of_electrons(), 10.0, 11.0) <= 0.0);
}

/* Far from screening (slow pairs, whose least momentum transfer is 1/A), a point nucleus: Z^2; 2 % are left of both. */
static void unscreened_pairs_go_with_the_square_of_the_charge(void **state) {
    (void)state;
    const struct trident_process process = process_of(m_e, TRIDENT_ALL);
    const double one = trident_cross_section_cm2_per_GeV(process, 1, 0.2, 0.02, 0.3);
    for (int Z = 2; Z <= 8; Z *= 2)
        assert_close(trident_cross_section_cm2_per_GeV(process, Z, 0.2, 0.02, 0.3), Z * Z * one, 0.02, 0.0);
}

/* Both approximate and exact forms of B where they meet (xi = 1000 and 0.001): no step above 1e-3. */
static void branches_meet(void **state) {
    (void)state;
    const struct trident_process process = trident_of_electrons();
    for (double xi = 1e-3; xi < 1e4; xi *= 1e6) {
        /* xi = v^2/(4(1-v)) at rho = 0, solved for v */
        const double v = 2.0 * (sqrt(xi * xi + xi) - xi), E = 1e4;
        const double below = trident_cross_section_cm2_per_GeV(process, 82, E, E * v * (1.0 - 1e-9), 0.0);
        const double above = trident_cross_section_cm2_per_GeV(process, 82, E, E * v * (1.0 + 1e-9), 0.0);
        assert_true(below > 0.0);
        assert_close(above, below, 1e-3, 0.0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lead_has_positrons_as_the_design_says),
        cmocka_unit_test(muons_lose_to_pairs_what_tables_say),
        cmocka_unit_test(spectra_are_integrals_of_the_cross_section),
        cmocka_unit_test(cross_sections_are_even_positive_and_end),
        cmocka_unit_test(unscreened_pairs_go_with_the_square_of_the_charge),
        cmocka_unit_test(branches_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
