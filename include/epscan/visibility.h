/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Around the declarations of a public header: libepscan exports these and nothing else; C++ sees them as C. */
#ifndef EPSCAN_VISIBILITY_H
#define EPSCAN_VISIBILITY_H

#ifdef __cplusplus
#define EPSCAN_BEGIN                                                                                                               \
    extern "C" {                                                                                                                   \
    _Pragma("GCC visibility push(default)")
#define EPSCAN_END                                                                                                                 \
    _Pragma("GCC visibility pop")                                                                                                  \
    }
#else
#define EPSCAN_BEGIN _Pragma("GCC visibility push(default)")
#define EPSCAN_END _Pragma("GCC visibility pop")
#endif

#endif
