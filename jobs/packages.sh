# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034 # what sources this uses the lists
# Debian packages that epscan is built from, how missing ones are installed, and how epscan is built. Sourced by
# jobs/quickstart.sh, tests/run.sh and tests/bench/run.sh.

build_packages=(build-essential cmake ninja-build pkg-config git openmpi-bin libopenmpi-dev libhdf5-openmpi-dev
                libhdf5-dev libgsl-dev libyaml-dev libjansson-dev nettle-dev libxxhash-dev librandom123-dev libxrl-dev
                libhepmc3-dev)
figure_packages=(gnuplot-nox fonts-dejavu-core node-d3) # D3 goes into pages when epscan is built
test_packages=(mpich libmpich-dev libhdf5-mpich-dev libcmocka-dev hdf5-tools valgrind clang libclang-rt-14-dev
               libomp-14-dev clang-tidy cppcheck shellcheck ccache
               slurm-wlm munge socat iproute2 procps bsdutils locales debootstrap groff-base man-db
               bash-completion
               python3-h5py python3-numpy python3-xarray python3-netcdf4 python3-h5netcdf python3-matplotlib
               python3-yaml python3-cffi python3-dev python3-pip python3-setuptools python3-wheel python3-pytest \
               python3-scipy python3-iminuit python3-emcee
               r-base-core r-cran-ncdf4 chromium)

# install_packages NAME...: install what is missing, as root or through sudo; silent when all is there.
install_packages() {
    local missing=() name log
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "installing ${#missing[@]} Debian packages: ${missing[*]}"
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -qq &&
           "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
               --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "the packages could not be installed; the whole log is in $log" >&2
        return 1
    fi
    rm -f "$log"
}

# is_of_here FOLDER: its build is of this checkout, and stands where it was made.
is_of_here() {
    local source place
    source=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt" 2>/dev/null)
    place=$(sed -n 's/^CMAKE_CACHEFILE_DIR:INTERNAL=//p' "$1/CMakeCache.txt" 2>/dev/null)
    [ "$source" -ef . ] && [ "$place" -ef "$1" ]
}

# build_in FOLDER TARGET[,TARGET...] CMAKE-ARGUMENT...: configure and build, silent but for errors. In a checkout that
# was copied or moved the build is made anew: the old one names files of the old place.
build_in() {
    local folder=$1 targets generator=() status=0
    IFS=, read -ra targets <<<"$2"
    if [ -e "$folder/CMakeCache.txt" ] && ! is_of_here "$folder"; then
        echo "$folder was made for another folder: it is made anew"
        rm -rf "$folder"
    fi
    [ -e "$folder/CMakeCache.txt" ] || generator=(-G Ninja)
    { cmake -S . -B "$folder" "${generator[@]}" "${@:3}" &&
        cmake --build "$folder" --target "${targets[@]}"; } >"$folder.log" 2>&1 ||
        status=$?
    [ $status -eq 0 ] || tail -n 60 "$folder.log" >&2
    rm -f "$folder.log"
    return $status
}
