/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The electrons of a target as annihilation meets them: how much of q = E_e - p_z they bring, s = 2 E q + 2 m_e^2 with a positron
 * of energy E along z. With k(q) [GeV^-2] of this kernel, the response to a narrow vector of mass sqrt(s) is
 *
 *     R(s) = L n_e 4 pi^2 alpha int dq k(q) W(E),   E = (s - 2 m_e^2)/(2q),   W = T P_sel,
 *
 * in which k = delta(q - m_e)/(2 m_e) for electrons at rest, and a point mass of T at E0 gives T0 (q0/E0) k(q0).
 * Made once; immutable then: readers are thread-safe.
 */
#ifndef EPSCAN_MATTER_ELECTRON_KERNEL_H
#define EPSCAN_MATTER_ELECTRON_KERNEL_H

#include "epscan/status.h"
#include "matter/compton_profile.h"
#include "matter/material.h"

#include <stddef.h>

/* The energy an electron brings: of its motion, E_e = sqrt(m_e^2 + p^2); m_e; m_e less its binding energy. */
enum electron_binding { ELECTRON_BINDING_KINETIC, ELECTRON_BINDING_NONE, ELECTRON_BINDING_EDGES };

enum { ELECTRON_RULE_MAX_NODES = 32 };

struct electron_kernel;

/* Of all layers, elements weighted with their electrons per cm^2. The caller frees it with electron_kernel_free. */
epscan_status electron_kernel_create(const struct target *target, enum electron_binding binding, struct electron_kernel **kernel);

/* The same where a target's nuclei are counted already; EPSCAN_BAD_INPUT where one has no profiles. */
epscan_status electron_kernel_of_nuclei(const struct target_nuclei *nuclei, enum electron_binding binding,
                                        struct electron_kernel **kernel);

/* Of `count` shells, weighted with their electrons. */
epscan_status electron_kernel_of_shells(const struct electron_shell *shells, size_t count, enum electron_binding binding,
                                        struct electron_kernel **kernel);
void electron_kernel_free(struct electron_kernel *kernel);

/* k(q), 0 for q <= 0 [GeV^-2]. */
double electron_kernel_per_GeV2(const struct electron_kernel *kernel, double q_GeV);

/* The electrons by what they bring, whatever their velocity: int dq = 1 but for those with q <= 0 [GeV^-1]. */
double electron_kernel_electrons_per_GeV(const struct electron_kernel *kernel, double q_GeV);

/*
 * E_e of one of the electrons that bring q and are annihilated on, 0 < uniform < 1 its place among them by energy from the highest
 * on; of other bindings than ELECTRON_BINDING_KINETIC the least that q allows, without momentum across [GeV].
 */
double electron_kernel_energy_GeV(const struct electron_kernel *kernel, double q_GeV, double uniform);

/* Share of the electrons with |p_z| beyond the tables of their profiles. */
double electron_kernel_beyond_tables(const struct electron_kernel *kernel);

/*
 * Points with int_low^high dq k(q) f(q) = sum weight f(q_GeV): Gauss on the panels between which k is analytic, cut at low and
 * high, 0 <= low < high, which may be INFINITY. 1e-11 where f is smooth on the scale of a panel (0.4 in ln q at most). Their
 * number, at most electron_kernel_most_points; q[] and weight[] hold that many. Not in order.
 */
size_t electron_kernel_points(const struct electron_kernel *kernel, double low_GeV, double high_GeV, double *q_GeV, double *weight);
size_t electron_kernel_most_points(const struct electron_kernel *kernel);

/* The q between which k is analytic, not in order; their number, at most electron_kernel_most_edges. */
size_t electron_kernel_edges(const struct electron_kernel *kernel, double *q_GeV);
size_t electron_kernel_most_edges(const struct electron_kernel *kernel);

/*
 * The same with few points: the Gauss rule to the weight k(q) between 0 < low < high < infinity, exact for polynomials in ln q up
 * to degree 2 count - 1, 1 <= count <= ELECTRON_RULE_MAX_NODES. q[count] ascending. All weights are zero where there are no
 * electrons.
 */
epscan_status electron_kernel_rule(const struct electron_kernel *kernel, double low_GeV, double high_GeV, int count, double *q_GeV,
                                   double *weight);

#endif
