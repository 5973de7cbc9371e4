/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matter/material_file.h"

static epscan_status element_from_yaml(const struct yaml_value *value, struct element *element) {
    static const char *const keys[] = {"Z", "A_g_per_mol", "atoms", NULL};
    static const struct interval atoms = {1e-6, 1e6, false, false, ""};
    long Z = 1;
    epscan_status status = yaml_check_keys(value, keys);
    if (!status) status = yaml_require_integer(value, "Z", 1, 118, &Z);
    const struct interval A = {(double)Z, 4.0 * (double)Z, false, false, "g/mol"}; /* of nuclei, as tritium at most */
    if (!status) status = yaml_require_number(value, "A_g_per_mol", &A, &element->A_g_per_mol);
    if (!status) status = yaml_require_number(value, "atoms", &atoms, &element->atoms);
    if (!status) element->Z = (int)Z;
    return status;
}

epscan_status material_from_yaml(const struct yaml_file *file, struct material *material) {
    static const char *const keys[] = {"name", "source", "density_g_per_cm3", "radiation_length_g_per_cm2", "elements", NULL};
    static const struct interval density = {1e-6, 30.0, false, false, "g/cm3"}, X0 = {1.0, 200.0, false, false, "g/cm2"};
    const struct yaml_value root = yaml_root(file);
    const struct yaml_value source_key = yaml_find(&root, "source"); /* for readers */
    struct yaml_value elements;
    char source[256];
    epscan_status status = yaml_check_keys(&root, keys);
    if (!status) status = yaml_require_text(&root, "name", material->name, sizeof material->name);
    if (!status && source_key.node) status = yaml_text(&source_key, source, sizeof source);
    if (!status) status = yaml_require_number(&root, "density_g_per_cm3", &density, &material->density_g_per_cm3);
    if (!status) status = yaml_require_number(&root, "radiation_length_g_per_cm2", &X0, &material->radiation_length_g_per_cm2);
    if (!status) status = yaml_require(&root, "elements", &elements);
    if (status) return status;
    const int count = yaml_list_length(&elements);
    if (count < 1 || count > MATERIAL_MAX_ELEMENTS)
        return yaml_fail(&elements, "must be a list of 1 to %d elements", MATERIAL_MAX_ELEMENTS);
    material->element_count = count;
    for (int i = 0; i < count && !status; i++) {
        const struct yaml_value item = yaml_list_item(&elements, i);
        status = element_from_yaml(&item, &material->elements[i]);
    }
    return status;
}
