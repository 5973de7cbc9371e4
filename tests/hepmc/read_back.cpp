/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What HepMC3's own reader finds in a file of `epscan simulate --hepmc`: units, run information, vertices whose momenta balance,
 * particles on their mass shells, and the sums of weights. Prints a JSON object of the sums; exits with 1 and what is wrong.
 *
 * read_back FILE DEPTH_MM
 */
#include <HepMC3/Attribute.h>
#include <HepMC3/GenEvent.h>
#include <HepMC3/GenParticle.h>
#include <HepMC3/GenRunInfo.h>
#include <HepMC3/GenVertex.h>
#include <HepMC3/ReaderAscii.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace HepMC3;

static const double electron_GeV = 0.51099895e-3;

static void require(bool fine, const GenEvent &event, const char *what) {
    if (fine) return;
    fprintf(stderr, "event %d: %s\n", event.event_number(), what);
    exit(1);
}

/* Masses from energy and momentum have a few 1e-14 E^2 of rounding: differences of vectors with 16 digits. */
static bool is_on_shell(const ConstGenParticlePtr &particle) {
    const FourVector &p = particle->momentum();
    const double m = particle->generated_mass();
    return std::fabs(p.m2() - m * m) < 1e-8 * m * m + 1e-13 * p.e() * p.e();
}

static bool balances(const ConstGenVertexPtr &vertex) {
    FourVector left(0.0, 0.0, 0.0, 0.0);
    for (const auto &particle : vertex->particles_in()) left = left + particle->momentum();
    const double size = left.e();
    for (const auto &particle : vertex->particles_out()) left = left - particle->momentum();
    return std::fabs(left.e()) + std::fabs(left.px()) + std::fabs(left.py()) + std::fabs(left.pz()) < 1e-12 * size;
}

static void check_annihilation(const GenEvent &event, const ConstGenVertexPtr &vertex) {
    const auto &in = vertex->particles_in(), &out = vertex->particles_out();
    require(in.size() == 2 && in[0]->pid() == -11 && in[1]->pid() == 11 && out.size() == 1, event, "not e+ e- -> A'");
    /* p_z of a positron is its energy but for 1e-10 of it, which q has not */
    const double s = (in[0]->momentum() + in[1]->momentum()).m2(), m = out[0]->generated_mass();
    require(std::fabs(s - m * m) < 1e-5 * m * m, event, "the A' is not as heavy as its electrons");
}

static void check_strahlung(const GenEvent &event, const ConstGenVertexPtr &vertex) {
    const auto &in = vertex->particles_in(), &out = vertex->particles_out();
    require(in.size() == 2 && std::abs(in[0]->pid()) == 11 && (in[1]->pid() > 1000000000 || in[1]->pid() == 2212), event,
            "not e N");
    require(out.size() == 3 && out[1]->pid() == in[0]->pid() && out[2]->pid() == in[1]->pid(), event, "not e N A'");
    require(in[1]->momentum().p3mod() == 0.0 && out[2]->momentum().e() >= in[1]->momentum().e(), event, "the nucleus");
    require(out[1]->momentum().e() > electron_GeV, event, "the electron has no energy");
}

static void check(const GenEvent &event, double depth_mm) {
    require(event.momentum_unit() == Units::GEV && event.length_unit() == Units::MM, event, "not GeV and mm");
    require(event.vertices().size() == 1 && event.weights().size() == 2, event, "vertices or weights");
    const auto vertex = event.vertices()[0];
    require(balances(vertex), event, "momenta do not balance");
    for (const auto &particle : event.particles()) {
        require(is_on_shell(particle), event, "a particle is off its mass shell");
        require(particle->status() == (particle->production_vertex() == vertex ? 1 : 4), event, "status");
    }
    const FourVector place = vertex->position();
    require(place.z() > 0.0 && place.z() <= depth_mm && place.x() == 0.0 && place.t() == place.z(), event, "not in the target");
    require(vertex->particles_out()[0]->pid() == 55 || vertex->particles_out()[0]->pid() == 54, event, "no mediator first");
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    const double depth_mm = atof(argv[2]);
    ReaderAscii reader(argv[1]);
    double sum[3] = {0.0, 0.0, 0.0}, per_particle = 0.0;
    int count[3] = {0, 0, 0};
    std::string names;
    for (;;) {
        GenEvent event;
        if (!reader.read_event(event) || reader.failed()) break;
        const int process = event.attribute<IntAttribute>("signal_process_id")->value();
        require(process == 1 || process == 2, event, "neither annihilation nor strahlung");
        check(event, depth_mm);
        (process == 1 ? check_annihilation : check_strahlung)(event, event.vertices()[0]);
        sum[process] += event.weight("events_at_epsilon");
        per_particle += event.weight("per_particle_on_target");
        count[process]++;
    }
    const auto run = reader.run_info();
    if (run->tools().size() != 1 || run->tools()[0].name != "epscan" || run->tools()[0].version.empty()) return 1;
    printf("{\"annihilation\": %.17g, \"strahlung\": %.17g, \"events\": %d, \"per_particle\": %.17g, \"mA_GeV\": %s, "
           "\"exposure\": %s}\n",
           sum[1], sum[2], count[1] + count[2], per_particle, run->attribute_as_string("mA_GeV").c_str(),
           run->attribute_as_string("exposure").c_str());
    return 0;
}
