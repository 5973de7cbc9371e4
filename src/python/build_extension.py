# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension epscan._libepscan, made by cffi from the headers of the libepscan that pkg-config finds.

The headers are C that cffi reads once preprocessor lines, comments and the macros around declarations are gone, so that whatever
libepscan exports is there in Python, with its structs as they are.
"""
import os
import re
import subprocess

from cffi import FFI

OWN_DECLARATIONS = """
static const double EPSCAN_REFERENCE_EPSILON;
static char *const epscan_python_data_folder;
extern "Python" double epscan_python_density(double s_GeV2, void *data);
"""
STANDARD_LIBRARIES = ("/lib", "/usr/lib", "/lib64", "/usr/lib64")


def pkg_config(*arguments):
    """What pkg-config says of libepscan, in words."""
    try:
        return subprocess.run(["pkg-config", *arguments, "epscan"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.split()
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"epscan: pkg-config does not find libepscan ({error}); set PKG_CONFIG_PATH to the folder of its "
                         "epscan.pc, or to a build's") from None


def folders(flag):
    """The folders that pkg-config names with -I or -L."""
    return [word[2:] for word in pkg_config("--cflags", "--libs") if word.startswith(flag)]


def header_folder():
    """Where epscan/epscan.h is: a folder that pkg-config names, or one that the compiler knows by itself."""
    for folder in [*folders("-I"), "/usr/include", "/usr/local/include"]:
        if os.path.exists(os.path.join(folder, "epscan", "epscan.h")):
            return folder
    raise SystemExit("epscan: epscan/epscan.h is not where pkg-config says")


def header_names(folder):
    """The headers in the order in which they need each other."""
    done = []

    def visit(name):
        if name in done:
            return
        for needed in re.findall(r'#include "epscan/(\w+\.h)"', read(folder, name)):
            visit(needed)
        done.append(name)

    visit("epscan.h")
    return [name for name in done if name not in ("epscan.h", "visibility.h", "constants.h")]


def read(folder, name):
    with open(os.path.join(folder, "epscan", name), encoding="utf-8") as header:
        return header.read()


def declarations(folder):
    """The headers as cffi reads them: whole numbers put in for their names, or kept as constants."""
    text = "".join(read(folder, name) for name in header_names(folder))
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    numbers = dict(re.findall(r"^#define (EPSCAN_\w+) (\d+)\s*$", text, re.M))
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    text = re.sub(r"^EPSCAN_(BEGIN|END)$", "", text, flags=re.M)
    for name, value in numbers.items():
        text = re.sub(rf"\[{name}\]", f"[{value}]", text)
    constants = "".join(f"#define {name} {value}\n" for name, value in numbers.items())
    return constants + text + OWN_DECLARATIONS


def data_folder():
    return " ".join(pkg_config("--variable=datadir"))


def make_extension():
    """A library outside the system's folders is found where pkg-config says that it is."""
    made = FFI()
    library_folder = os.path.realpath(" ".join(pkg_config("--variable=libdir")))
    made.cdef(declarations(header_folder()))
    made.set_source("epscan._libepscan", "#include <epscan/epscan.h>\n"
                    f'static char *const epscan_python_data_folder = "{data_folder()}";\n',
                    libraries=["epscan"], include_dirs=folders("-I"), library_dirs=folders("-L"),
                    runtime_library_dirs=[] if library_folder.startswith(STANDARD_LIBRARIES) else [library_folder])
    return made


def extension():
    """Called by cffi's part of setuptools."""
    return make_extension()
