/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EPSCAN_MATTER_MATERIAL_FILE_H
#define EPSCAN_MATTER_MATERIAL_FILE_H

#include "text/yaml_reader.h"
#include "matter/material.h"

/* Fill `material` from the keys name, source, density_g_per_cm3, radiation_length_g_per_cm2, elements. */
epscan_status material_from_yaml(const struct yaml_file *file, struct material *material);

#endif
