/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Annihilation on moving electrons in the impulse approximation. Units of this file: m_e = 1.
 *
 * Rate. A positron of energy E meets electrons (E_e, p), with P the positron's four-momentum, at the flux factor
 * P.p/(E E_e) = q/E_e, q = E_e - p c: the rate is n_e sigma(s) q/E_e with s = 2Eq + 2 (masses of both; E >> 1). Of
 * sigma = 4 pi^2 alpha epsilon^2 rho(s) and dE = ds/(2q), q cancels: each electron contributes 4 pi^2 alpha T(E)/(2 E_e) to R(s).
 * With f(p) = -2p dJ/dp the density in |p|, isotropic, and int dc/2 delta(q - E_e + p c) = 1/(2p) for |q - E_e| < p,
 *
 *     k(q) = int_{p_q}^inf dp f(p)/(2p) 1/(2 E_e) = 1/2 [J(p_q)/E_q - int_{p_q}^inf J p/E_e^3 dp],   p_q = sinh |ln q|,
 *
 * since E_e - p <= q <= E_e + p is |ln q| <= asinh p. k is even in ln q, needs no derivative of the tables, and depends on the sum
 * of all shells' J alone. int q k dq = 1/2, whatever J. The electrons themselves have J(p_q) dq.
 *
 * Binding. The plane-wave form has an electron that brings m_e - B_i and p; then <q> = m_e - B_i, less than m_e. But the positron
 * moves in the potential too. In the eikonal form, which is good for E >> 1, its wave is exp(i int_{-inf}^z V dz') times the plane
 * one, V < 0 the electron's potential energy; the chi pair is neutral and has no phase. The amplitude is the Fourier transform of
 * psi exp(i int V dz'), in which p_z is replaced by p_z + V: q = m_e - B_i - (p_z + V). Then
 *
 *     <q> = m_e - B - <V> = m_e + <T>,
 *
 * exact for any V (which holds the other electrons as well), and B has cancelled. So has it in the width: psi is real, so that
 * <(p_z + V)^2> = <p_z^2> + <V^2>, and since T psi = (-B - V) psi is <T^2> = <(B + V)^2>: the variance of q is
 * <p_z^2> + var V = <p_z^2> + var T, again what q = m_e + T - p_z gives. Both moments are exact for non-relativistic states of any
 * potential. For a Dirac 1s state m_e - B - <V> = sqrt(1 - (Z alpha)^2) + (Z alpha)^2/sqrt(1 - (Z alpha)^2) = 1/sqrt(1 - (Z
 * alpha)^2), the same as <T> says to (Z alpha)^4. The third moment is where they part: binding is gone, correlations between T and
 * p_z are not exact. This is ELECTRON_BINDING_KINETIC. For comparison:
 *
 *     none    q = m_e - p_z: k = J(m_e - q)/(2 m_e). What runs along faster, p_z > m_e, has no q > 0 and is lost.
 *     edges   q = m_e - B_i - p_z, shell by shell: k = sum J_i/(2 (m_e - B_i)), what codes with binding in the plane-wave form
 * have.
 *
 * Method. J (kinetic: of all shells together; else of each binding energy) and k on Gauss nodes of panels in eta = asinh p, on
 * which they are analytic; signed, eta > 0 for electrons that run along with the positron: q = exp(-eta), or q = m - sinh eta.
 */
#include "matter/electron_kernel.h"

#include "core/error.h"
#include "core/gauss_legendre.h"

#include "epscan/constants.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { NODES = PROFILE_PANEL_NODES, PANELS = PROFILE_MAX_PANEL_EDGES - 1 };

/* Electrons that bring the same energy at rest. */
struct part {
    double rest;                                        /* m_e, or m_e - B */
    double profile[PANELS][NODES], rate[PANELS][NODES]; /* J and k, times the part's share of the electrons */
};

struct electron_kernel {
    enum electron_binding binding;
    struct gauss_rule rule;
    double edge[PROFILE_MAX_PANEL_EDGES];
    double beyond_tables;
    size_t part_count;
    struct part *part;
};

static const double unit_GeV = EPSCAN_ELECTRON_MASS_GeV;

void electron_kernel_free(struct electron_kernel *kernel) {
    if (!kernel) return;
    free(kernel->part);
    free(kernel);
}

static double node_at(const struct electron_kernel *kernel, int panel, int node) {
    const double low = kernel->edge[panel], high = kernel->edge[panel + 1];
    return 0.5 * (low + high + (high - low) * kernel->rule.node[node]);
}

/* Add a shell's share of the electrons to a part. */
static void add_profile(const struct electron_kernel *kernel, struct part *part, const struct electron_shell *shell, double share) {
    for (int i = 0; i < PANELS; i++)
        for (int j = 0; j < NODES; j++) part->profile[i][j] += share * electron_shell_profile(shell, sinh(node_at(kernel, i, j)));
}

/* k = 1/2 [J/E - int J p/E^3 dp], from the last panel inwards; dp/E^3 = deta/E^2. */
static void set_kinetic_rate(const struct electron_kernel *kernel, struct part *part) {
    double within[NODES * NODES], outside = 0.0;
    gauss_rule_integrals(&kernel->rule, within);
    for (int i = PANELS; i-- > 0;) {
        const double half = 0.5 * (kernel->edge[i + 1] - kernel->edge[i]);
        double integrand[NODES];
        for (int j = 0; j < NODES; j++) {
            const double eta = node_at(kernel, i, j), E = cosh(eta);
            integrand[j] = half * part->profile[i][j] * sinh(eta) / (E * E);
            outside += kernel->rule.weight[j] * integrand[j];
        }
        for (int j = 0; j < NODES; j++) {
            double before = 0.0;
            for (int l = 0; l < NODES; l++) before += within[j * NODES + l] * integrand[l];
            part->rate[i][j] = 0.5 * (part->profile[i][j] / cosh(node_at(kernel, i, j)) - (outside - before));
        }
    }
}

static void set_rate(const struct electron_kernel *kernel, struct part *part) {
    if (kernel->binding == ELECTRON_BINDING_KINETIC) {
        set_kinetic_rate(kernel, part);
        return;
    }
    for (int i = 0; i < PANELS; i++)
        for (int j = 0; j < NODES; j++) part->rate[i][j] = part->profile[i][j] / (2.0 * part->rest);
}

static void fill_parts(struct electron_kernel *kernel, const struct electron_shell *shells, size_t count) {
    const bool apart = kernel->binding == ELECTRON_BINDING_EDGES;
    double electrons = 0.0;
    for (size_t i = 0; i < count; i++) electrons += shells[i].electrons;
    for (size_t i = 0; i < count; i++) {
        struct part *part = &kernel->part[apart ? i : 0];
        part->rest = apart ? 1.0 - shells[i].edge_GeV / unit_GeV : 1.0;
        add_profile(kernel, part, &shells[i], shells[i].electrons / electrons);
        kernel->beyond_tables += shells[i].electrons / electrons * electron_shell_beyond_table(&shells[i]);
    }
    for (size_t i = 0; i < kernel->part_count; i++) set_rate(kernel, &kernel->part[i]);
}

epscan_status electron_kernel_of_shells(const struct electron_shell *shells, size_t count, enum electron_binding binding,
                                        struct electron_kernel **kernel) {
    struct electron_kernel *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the electrons' motion");
    made->binding = binding;
    made->part_count = binding == ELECTRON_BINDING_EDGES ? count : 1;
    made->part = calloc(made->part_count, sizeof *made->part);
    if (!made->part) {
        free(made);
        return error_no_memory("the electrons' motion");
    }
    gauss_rule_init(&made->rule, NODES);
    profile_panel_edges(made->edge);
    fill_parts(made, shells, count);
    *kernel = made;
    return EPSCAN_OK;
}

/* The signed eta of a q; and back, with dq/deta > 0. */
static double eta_of(const struct electron_kernel *kernel, const struct part *part, double q) {
    return kernel->binding == ELECTRON_BINDING_KINETIC ? -log(q) : asinh(part->rest - q);
}

static double q_of(const struct electron_kernel *kernel, const struct part *part, double eta, double *slope) {
    const bool kinetic = kernel->binding == ELECTRON_BINDING_KINETIC;
    *slope = kinetic ? exp(-eta) : cosh(eta);
    return kinetic ? *slope : part->rest - sinh(eta);
}

/* The sum over parts of J or k at q. */
static double interpolated(const struct electron_kernel *kernel, double q, bool rate) {
    double sum = 0.0;
    if (!(q > 0.0)) return 0.0;
    for (size_t i = 0; i < kernel->part_count; i++) {
        const struct part *part = &kernel->part[i];
        const double eta = fabs(eta_of(kernel, part, q));
        int panel = 0;
        while (panel < PANELS && kernel->edge[panel + 1] < eta) panel++;
        if (panel == PANELS) continue;
        const double low = kernel->edge[panel], high = kernel->edge[panel + 1];
        sum += gauss_rule_interpolate(&kernel->rule, rate ? part->rate[panel] : part->profile[panel],
                                      (2.0 * eta - low - high) / (high - low));
    }
    return sum;
}

double electron_kernel_per_GeV2(const struct electron_kernel *kernel, double q_GeV) {
    return interpolated(kernel, q_GeV / unit_GeV, true) / (unit_GeV * unit_GeV);
}

double electron_kernel_electrons_per_GeV(const struct electron_kernel *kernel, double q_GeV) {
    return interpolated(kernel, q_GeV / unit_GeV, false) / unit_GeV;
}

/* k at |ln q| is the integral over all momenta beyond, so that the share of energies above cosh(eta) is k(eta)/k(|ln q|). */
double electron_kernel_energy_GeV(const struct electron_kernel *kernel, double q_GeV, double uniform) {
    enum { HALVINGS = 40 };
    double low = fabs(log(q_GeV / unit_GeV)), high = kernel->edge[PANELS];
    const double share = uniform * interpolated(kernel, exp(-low), true);
    for (int i = 0; i < HALVINGS && low < high && kernel->binding == ELECTRON_BINDING_KINETIC; i++) {
        const double middle = 0.5 * (low + high);
        if (interpolated(kernel, exp(-middle), true) > share)
            low = middle;
        else
            high = middle;
    }
    return unit_GeV * cosh(low);
}

double electron_kernel_beyond_tables(const struct electron_kernel *kernel) {
    return kernel->beyond_tables;
}

/* The points of one panel on one side (sign) of eta = 0, between two signed eta; how many. */
static size_t panel_points(const struct electron_kernel *kernel, const struct part *part, int panel, double sign, double from,
                           double to, double *q_GeV, double *weight) {
    const double low = kernel->edge[panel], high = kernel->edge[panel + 1];
    const double a = fmax(low, sign > 0.0 ? from : -to), b = fmin(high, sign > 0.0 ? to : -from);
    if (!(a < b)) return 0;
    const bool whole = a == low && b == high; /* NOLINT: copies of them */
    for (int j = 0; j < NODES; j++) {
        const double eta = 0.5 * (a + b + (b - a) * kernel->rule.node[j]);
        const double rate = whole
                                ? part->rate[panel][j]
                                : gauss_rule_interpolate(&kernel->rule, part->rate[panel], (2.0 * eta - low - high) / (high - low));
        double slope;
        q_GeV[j] = unit_GeV * q_of(kernel, part, sign * eta, &slope);
        weight[j] = 0.5 * (b - a) * kernel->rule.weight[j] * slope * rate / unit_GeV;
    }
    return NODES;
}

size_t electron_kernel_most_points(const struct electron_kernel *kernel) {
    return kernel->part_count * 2 * PANELS * NODES;
}

size_t electron_kernel_points(const struct electron_kernel *kernel, double low_GeV, double high_GeV, double *q_GeV,
                              double *weight) {
    size_t count = 0;
    for (size_t i = 0; i < kernel->part_count; i++) {
        const struct part *part = &kernel->part[i];
        const double from = eta_of(kernel, part, high_GeV / unit_GeV), to = eta_of(kernel, part, low_GeV / unit_GeV);
        for (int panel = 0; panel < PANELS; panel++)
            for (double sign = -1.0; sign < 2.0; sign += 2.0)
                count += panel_points(kernel, part, panel, sign, from, to, q_GeV + count, weight + count);
    }
    return count;
}

size_t electron_kernel_most_edges(const struct electron_kernel *kernel) {
    return kernel->part_count * (2 * PANELS + 1);
}

size_t electron_kernel_edges(const struct electron_kernel *kernel, double *q_GeV) {
    size_t count = 0;
    double slope;
    for (size_t i = 0; i < kernel->part_count; i++)
        for (int panel = -PANELS; panel <= PANELS; panel++) {
            const double eta = panel < 0 ? -kernel->edge[-panel] : kernel->edge[panel];
            const double q = unit_GeV * q_of(kernel, &kernel->part[i], eta, &slope);
            if (q > 0.0) q_GeV[count++] = q;
        }
    return count;
}

/* The shells of all nuclei, each with its electrons. */
static epscan_status gather_shells(const struct target_nuclei *nuclei, struct electron_shell *shells, size_t *count) {
    struct atom_shells atom;
    *count = 0;
    for (int k = 0; k < nuclei->count; k++) {
        const epscan_status status = atom_shells_init(&atom, nuclei->of[k].Z);
        if (status) return status;
        for (int i = 0; i < atom.count; i++) {
            shells[*count] = atom.shell[i];
            shells[(*count)++].electrons *= nuclei->of[k].per_cm2_X0;
        }
    }
    return EPSCAN_OK;
}

epscan_status electron_kernel_of_nuclei(const struct target_nuclei *nuclei, enum electron_binding binding,
                                        struct electron_kernel **kernel) {
    size_t count;
    struct electron_shell *shells = malloc((size_t)TARGET_MAX_NUCLEI * ATOM_MAX_SHELLS * sizeof *shells);
    if (!shells) return error_no_memory("the electrons' shells");
    epscan_status status = gather_shells(nuclei, shells, &count);
    if (!status) status = electron_kernel_of_shells(shells, count, binding, kernel);
    free(shells);
    return status;
}

epscan_status electron_kernel_create(const struct target *target, enum electron_binding binding, struct electron_kernel **kernel) {
    struct target_nuclei nuclei;
    if (target_nuclei_of(target, &nuclei) < 0)
        return error_set(EPSCAN_BAD_INPUT, "more than %d kinds of nuclei in the target", TARGET_MAX_NUCLEI);
    return electron_kernel_of_nuclei(&nuclei, binding, kernel);
}
