/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HepMC3 writes to a stream of strings, whose text goes on to the caller's file as it comes. Exceptions end here. */
#include "output/hepmc_text.h"

#include <HepMC3/Attribute.h>
#include <HepMC3/GenEvent.h>
#include <HepMC3/GenParticle.h>
#include <HepMC3/GenRunInfo.h>
#include <HepMC3/GenVertex.h>
#include <HepMC3/WriterAscii.h>

#include <exception>
#include <memory>
#include <sstream>
#include <string>

using namespace HepMC3;

struct hepmc_text {
    std::shared_ptr<GenRunInfo> run = std::make_shared<GenRunInfo>();
    std::ostringstream ready;
    std::unique_ptr<WriterAscii> writer;
    int events = 0;
};

namespace {

enum status_code { FINAL = 1, INCOMING = 4 };

template <class T, class V> void add(GenRunInfo &run, const char *name, V value) {
    run.add_attribute(name, std::make_shared<T>(value));
}

void describe(GenRunInfo &info, const hepmc_run &run) {
    info.set_weight_names(std::vector<std::string>(run.weight_name, run.weight_name + HEPMC_WEIGHTS));
    info.tools().push_back(GenRunInfo::ToolInfo{"epscan", run.tool_version, run.description});
    add<StringAttribute>(info, "experiment", std::string(run.experiment));
    add<StringAttribute>(info, "mediator", std::string(run.mediator));
    add<StringAttribute>(info, "spin", std::string(run.spin));
    add<DoubleAttribute>(info, "mA_GeV", run.mass_GeV);
    add<DoubleAttribute>(info, "alpha_D", run.alpha_D);
    add<DoubleAttribute>(info, "mass_ratio", run.mass_ratio);
    add<DoubleAttribute>(info, "epsilon", run.epsilon);
    add<DoubleAttribute>(info, "exposure", run.exposure);
    add<DoubleAttribute>(info, "particles_on_target", run.particles_on_target);
    add<ULongLongAttribute>(info, "showers", run.showers);
    add<ULongLongAttribute>(info, "seed", run.seed);
}

GenParticlePtr particle_of(const hepmc_particle &particle, status_code status) {
    const double *p = particle.momentum;
    auto made = std::make_shared<GenParticle>(FourVector(p[0], p[1], p[2], p[3]), particle.pdg, status);
    made->set_generated_mass(particle.mass_GeV);
    return made;
}

void fill(GenEvent &made, const hepmc_event &event) {
    const double *x = event.position_mm;
    auto vertex = std::make_shared<GenVertex>(FourVector(x[0], x[1], x[2], x[3]));
    for (const auto &particle : event.incoming) vertex->add_particle_in(particle_of(particle, INCOMING));
    for (const auto &particle : event.outgoing)
        if (particle.pdg) vertex->add_particle_out(particle_of(particle, FINAL));
    made.add_vertex(vertex);
    for (int i = 0; i < HEPMC_WEIGHTS; i++) made.weights()[static_cast<size_t>(i)] = event.weight[i];
    made.add_attribute("signal_process_id", std::make_shared<IntAttribute>(event.process));
    made.add_attribute("shower", std::make_shared<ULongLongAttribute>(event.shower));
    made.add_attribute("ecal_deposit_GeV", std::make_shared<DoubleAttribute>(event.ecal_deposit_GeV));
    made.add_attribute("preshower_deposit_GeV", std::make_shared<DoubleAttribute>(event.preshower_deposit_GeV));
}

void hand_over(hepmc_text &text, FILE *stream) {
    const std::string ready = text.ready.str();
    fwrite(ready.data(), 1, ready.size(), stream);
    text.ready.str("");
}

}  // namespace

bool hepmc_is_there(void) {
    return true;
}

hepmc_text *hepmc_text_create(const hepmc_run *run) {
    try {
        auto text = std::unique_ptr<hepmc_text>(new hepmc_text);
        describe(*text->run, *run);
        text->writer.reset(new WriterAscii(text->ready, text->run));
        return text.release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

void hepmc_text_free(hepmc_text *text) {
    delete text;
}

bool hepmc_text_put(hepmc_text *text, const hepmc_event *event, FILE *stream) {
    try {
        GenEvent made(text->run, Units::GEV, Units::MM);
        made.set_event_number(text->events++);
        fill(made, *event);
        text->writer->write_event(made);
        hand_over(*text, stream);
        return true;
    } catch (const std::exception &) {
        return false;
    }
}

bool hepmc_text_end(hepmc_text *text, FILE *stream) {
    try {
        text->writer->close();
        hand_over(*text, stream);
        return true;
    } catch (const std::exception &) {
        return false;
    }
}
