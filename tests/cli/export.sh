#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Exports, each read by a parser of its format: CSV against the grid, HEPData against the rules of its schemas, DarkCast as its own
# Limit and Dataset read it, interpolated at random masses; slices; what is refused, and that nothing is left behind then.
. "$(dirname "$0")/lib.sh"
python=/usr/bin/python3

# Six tiles; the last masses are beyond the published strahlung limit, where nothing is excluded.
job grid <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/grid.h5
title: 'the "grid" #1 \\ ε'
axes:
  spin: [scalar, fermion]
  mA_GeV: {from: 0.01, to: 1.2, points: 400, spacing: log}
  alpha_D: [1e-5, 0.1, 0.5]
  mass_ratio: [0.2, 1/3]
  ecal_threshold_GeV: {from: 40, to: 60, points: 5, spacing: linear}
  energy_scale_shift: [-0.03, 0, 0.03]
END
ok 'scan' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet
grid=$work/outputs/grid.h5
one="--spin fermion --alpha-D 0.1 --mass-ratio 1/3"
mkdir "$work/exports"
cd "$work/exports" || exit 1

# ---- CSV: every number of the file, to the last bit, in the order of the file
ok 'csv, all' "$EPSCAN" export "$grid" --format csv -o all.csv
grep -q '^all.csv: 72000 points$' "$work/out" || fail "summary: $(cat "$work/out")"
grep -q '100.0 %' "$work/err" || fail "no progress: $(cat "$work/err")"
ok 'csv, a slice' "$EPSCAN" export "$grid" --format csv -o slice.csv -q --spin fermion --mA 0.05:0.3 --alpha-D 0.5,1e-5 --mass-ratio 1/3 \
    --threshold 40,45,60 --scale-shift=-0.03,0
[ -s "$work/out" ] || [ -s "$work/err" ] && fail "--quiet prints: $(cat "$work/out" "$work/err")"
"$python" - "$grid" <<'END' || fail 'CSV'
import csv, h5py, itertools, numpy, pandas, sys
grid = h5py.File(sys.argv[1])
axes = ["spin", "mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift"]
names = "spin,mA_GeV,alpha_D,mass_ratio,ecal_threshold_GeV,energy_scale_shift,n_annihilation,n_strahlung,epsilon_up,y_up,status"
words = ["ok", "strahlung_out_of_range", "failed", "not_run", "outside_grid", "visible_width", "no_signal"]
text = lambda s: s.decode() if isinstance(s, bytes) else s
values = [[text(s) for s in grid["spin"][...]]] + [grid[a][...] for a in axes[1:]]

def check(path, chosen):
    lines = open(path, encoding="utf-8").read().split("\n")
    comments = [line for line in lines if line.startswith("#")]
    for word in ("grid.h5", "counting, 90 % C.L.", 'the "grid" #1 \\ ε', "na64-2021", f"physics version {grid.attrs['physics_version']}", text(grid.attrs["job_sha256"])):
        assert any(word in comment for comment in comments), word
    rows = list(csv.DictReader(lines[len(comments):]))
    assert lines[len(comments)] == names and len(rows) == numpy.prod([len(c) for c in chosen])
    stored_status = grid["status"][...]
    for row, index in zip(rows, itertools.product(*chosen)):
        assert row["spin"] == values[0][index[0]] and row["status"] == words[stored_status[index[:4]]]
        for axis, name in enumerate(names.split(",")[1:6], 1):
            assert float(row[name]) == values[axis][index[axis]], (row, index)
    # the same as numpy and pandas read it without our help
    frame = pandas.read_csv(path, comment="#", float_precision="round_trip")
    table = numpy.genfromtxt((line for line in lines if not line.startswith("#")), delimiter=",", names=True, dtype=None, encoding="utf-8")
    where = numpy.ix_(*chosen)
    same = lambda a, b: numpy.array_equal(a, b.reshape(-1), equal_nan=True)
    epsilon = grid["epsilon_up"][...][where]
    assert same(table["n_annihilation"], grid["n_annihilation"][...][where]) and same(table["epsilon_up"], epsilon)
    strahlung = grid["n_strahlung"][...][where]
    assert same(table["n_strahlung"], strahlung) and same(frame["n_strahlung"], strahlung)
    assert same(frame["epsilon_up"], epsilon) and list(frame["spin"]) == [row["spin"] for row in rows]
    along = lambda axis: values[axis][chosen[axis]].reshape([-1 if i == axis else 1 for i in range(6)])
    y = (along(2) * epsilon ** 2 * along(3) ** 4).reshape(-1)
    finite = numpy.isfinite(y)
    assert numpy.allclose(table["y_up"][finite], y[finite], rtol=1e-14, atol=0)  # Eq. 2, a few roundings
    assert numpy.all(numpy.isinf(table["y_up"][~finite]))
    return rows

rows = check("all.csv", [range(len(v)) for v in values])
assert "inf" in {row["epsilon_up"] for row in rows} and "nan" in {row["n_strahlung"] for row in rows}
masses = [i for i, m in enumerate(values[1]) if 0.05 <= m <= 0.3]
check("slice.csv", [[1], masses, [0, 2], [1], [0, 1, 4], [0, 1]])
END

# ---- HEPData: a table a model, at the default selection; what HEPData's schemas and validator demand
ok 'hepdata' "$EPSCAN" export "$grid" --format hepdata -o submission
grep -q '^submission: 12 tables, .* MB, with the grid$' "$work/out" || fail "summary: $(cat "$work/out")"
ok 'hepdata, a slice, a slash' "$EPSCAN" export "$grid" --format hepdata -o part/ --spin scalar --mA 0.1:0.4 --mass-ratio 0.2 \
    --threshold 45,55 --scale-shift 0.03
cat >"$work/hepdata.py" <<'END'
# The rules of version 1.1 of HEPData's schemas and of its validator, from their text.
import hashlib, os, re, yaml
number, text = (int, float), str

def keys(item, required, optional=()):
    assert isinstance(item, dict) and set(required) <= set(item) <= set(required) | set(optional), item

def is_text(item, most=None):
    assert isinstance(item, text) and (most is None or len(item) <= most), item

def is_scalar(item):
    assert isinstance(item, (*number, text)) and not isinstance(item, bool), item

def resources(items, folder, files):
    for item in items:
        keys(item, ["location", "description"], ["type", "license"])
        is_text(item["location"], 256), is_text(item["description"])
        if not item["location"].startswith("http"):
            assert "/" not in item["location"] and os.path.isfile(os.path.join(folder, item["location"]))
            files.append(item["location"])

def general(doc, folder, files):
    assert isinstance(doc, dict) and "data_file" not in doc
    is_text(doc.get("comment", ""))
    resources(doc.get("additional_resources", []), folder, files)

def entry(doc, folder, files):
    keys(doc, ["name", "description", "keywords", "data_file"],
         ["location", "data_license", "additional_resources", "related_to_table_dois", "data_schema", "table_doi"])
    is_text(doc["name"], 64), is_text(doc["description"]), is_text(doc.get("location", ""), 256), is_text(doc["data_file"])
    for keyword in doc["keywords"]:
        keys(keyword, ["name", "values"])
        assert keyword["name"] in ("cmenergies", "observables", "reactions", "phrases") and isinstance(keyword["values"], list)
        for value in keyword["values"]:
            is_scalar(value)
            if isinstance(value, text): is_text(value, 128)
            if keyword["name"] == "cmenergies": float(value)
    resources(doc.get("additional_resources", []), folder, files)
    assert re.fullmatch(r"[^/]+\.(yaml|json)", doc["data_file"])
    files.append(doc["data_file"])

def header(item):
    keys(item, ["name"], ["units"])
    for value in item.values(): is_text(value)

def values(items, is_independent):
    for value in items:
        if is_independent and "low" in value:
            keys(value, ["low", "high"], ["value"])
            continue
        keys(value, ["value"], () if is_independent else ["errors"])
        is_scalar(value["value"])
        if isinstance(value["value"], text): assert value["value"] in ("", "-"), value  # a missing number, not one in quotes
        else: assert value["value"] - value["value"] == 0, value

def data(path):
    assert os.path.getsize(path) <= 10485760
    doc = yaml.load(open(path, encoding="utf-8"), Loader=yaml.CSafeLoader)
    keys(doc, ["independent_variables", "dependent_variables"])
    lengths = set()
    for variables, is_independent in ((doc["independent_variables"], True), (doc["dependent_variables"], False)):
        for variable in variables:
            keys(variable, ["header", "values"], () if is_independent else ["qualifiers"])
            header(variable["header"])
            for qualifier in variable.get("qualifiers", []):
                keys(qualifier, ["name", "value"], ["units"])
                is_text(qualifier["name"]), is_scalar(qualifier["value"]), is_text(qualifier.get("units", ""))
            values(variable["values"], is_independent)
            lengths.add(len(variable["values"]))
    assert len(lengths) == 1, lengths
    return doc

def submission(folder):
    """The general document, and pairs of a table's entry and data."""
    docs = list(yaml.load_all(open(folder + "/submission.yaml", encoding="utf-8"), Loader=yaml.CSafeLoader))
    files = ["submission.yaml"]
    general(docs[0], folder, files)
    for doc in docs[1:]: entry(doc, folder, files)
    for key in ("name", "data_file"): assert len({doc[key] for doc in docs[1:]}) == len(docs) - 1
    assert sorted(files) == sorted(os.listdir(folder)), (files, os.listdir(folder))
    assert sum(os.path.getsize(os.path.join(folder, name)) for name in files) <= 50000000
    return docs[0], [(doc, data(os.path.join(folder, doc["data_file"]))) for doc in docs[1:]]

def digest(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()
END
PYTHONPATH=$work "$python" - "$grid" <<'END' || fail 'HEPData'
import h5py, hepdata, itertools, math, sys
grid = h5py.File(sys.argv[1])
values = {a: list(grid[a][...]) for a in ("mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")}
spins = [s.decode() if isinstance(s, bytes) else s for s in grid["spin"][...]]
epsilon_up, n_annihilation, n_strahlung = (grid[name][...] for name in ("epsilon_up", "n_annihilation", "n_strahlung"))
number = lambda value: float(value) if math.isfinite(value) else "-"
me = 0.51099895e-3

def check(folder, masses, *others):
    about, tables = hepdata.submission(folder)
    assert hepdata.digest(sys.argv[1]) in about["comment"] and 'the "grid" #1 \\ ε' in about["comment"]
    assert [r["location"] for r in about["additional_resources"]] == ["grid.h5"]
    assert hepdata.digest(folder + "/grid.h5") == hepdata.digest(sys.argv[1])
    combinations = list(itertools.product(*others))
    assert len(tables) == len(combinations)
    for (entry, data), (spin, alpha, ratio, threshold, shift) in zip(tables, combinations):
        keywords = {k["name"]: k["values"] for k in entry["keywords"]}
        assert abs(keywords["cmenergies"][0] / math.sqrt(2 * me * 100 + 2 * me * me) - 1) < 1e-14 and keywords["reactions"]
        (mass,), dependent = data["independent_variables"], data["dependent_variables"]
        assert mass["header"]["units"] == "GeV" and [v["value"] for v in mass["values"]] == [values["mA"][i] for i in masses]
        for i, variable in enumerate(dependent):
            qualifiers = {q["name"]: q["value"] for q in variable["qualifiers"]}
            assert qualifiers["SPIN"] == spins[spin] and qualifiers["ALPHA_D"] == values["alpha_D"][alpha]
            assert qualifiers["R = m_chi/m_A'"] == values["mass_ratio"][ratio]
            assert qualifiers["ECAL threshold"] == values["ecal_threshold"][threshold]
            assert qualifiers["ECAL energy scale shift"] == values["energy_scale_shift"][shift]
            assert i > 1 or (qualifiers["CL"] == 90 and qualifiers["Limit method"] == "counting")
        got = [[v["value"] for v in variable["values"]] for variable in dependent]
        epsilon = [epsilon_up[spin, m, alpha, ratio, threshold, shift] for m in masses]
        assert got[0] == [number(e) for e in epsilon]
        assert got[2] == [number(n_annihilation[spin, m, alpha, ratio, threshold, shift]) for m in masses]
        assert got[3] == [number(n_strahlung[spin, m, alpha, ratio, threshold, shift]) for m in masses]
        for y, e in zip(got[1], epsilon):
            if math.isinf(e): assert y == "-"
            else: assert abs(y / (values["alpha_D"][alpha] * e ** 2 * values["mass_ratio"][ratio] ** 4) - 1) < 1e-14
    return tables

tables = check("submission", range(400), range(2), range(3), range(2), [2], [1])
assert tables[0][1]["dependent_variables"][0]["values"][-1]["value"] == "-"  # beyond the published strahlung limit
check("part", [i for i, m in enumerate(values["mA"]) if 0.1 <= m <= 0.4], [0], range(3), [0], [1, 3], [2])
END

# ---- too much for HEPData: a table above 10 MiB, all tables above 50 MB; a grid above 50 MB stays outside
job large <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/large.h5
axes: {spin: [fermion], mA_GeV: {from: 0.01, to: 0.5, points: 80000, spacing: log}, alpha_D: [0.1], mass_ratio: [0.2], ecal_threshold_GeV: {from: 40, to: 60, points: 41, spacing: linear}}
END
ok 'scan, large' "$EPSCAN" scan "$work/jobs/large.yaml" --quiet
large=$work/outputs/large.h5
refused 'large: table1.yaml would take more than the 10.5 MB that HEPData allows' "$EPSCAN" export "$large" --format hepdata -o large
refused 'large: the submission would take more than the 50 MB that HEPData allows' "$EPSCAN" export "$large" --format hepdata -o large \
    --mA 0.01:0.1 --threshold 40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55
ok 'hepdata of a large grid' "$EPSCAN" export "$large" --format hepdata -o large --mA 0.2:0.201
grep -q 'without the grid, which is too large (--grid-url URL links to it)$' "$work/out" || fail "summary: $(cat "$work/out")"
PYTHONPATH=$work "$python" -c '
import hepdata, sys
about, tables = hepdata.submission("large")
assert "additional_resources" not in about and hepdata.digest(sys.argv[1]) in about["comment"] and len(tables) == 1' "$large" ||
    fail 'HEPData without the grid'
url="https://example.org/grids?name=large&version=1"
for source in "$large" "$grid"; do # too large, and not
    rm -rf linked
    ok 'hepdata with a link' "$EPSCAN" export "$source" --format hepdata -o linked --mA 0.2:0.22 --grid-url "$url"
    grep -q 'a link to the grid$' "$work/out" || fail "summary: $(cat "$work/out")"
    PYTHONPATH=$work "$python" -c '
import hepdata, sys
about, tables = hepdata.submission("linked")
assert [r["location"] for r in about["additional_resources"]] == [sys.argv[2]]
assert hepdata.digest(sys.argv[1]) in about["comment"] and "larger than" not in about["comment"]' "$source" "$url" ||
        fail 'HEPData with a link'
done
for wrong in ftp://a.b/c https:// "https://a b" "https://a.b/$(printf '%0300d' 0)" /grid.h5 ''; do
    refused 'is not allowed; allowed: https://... or http://... of at most 256 characters without spaces' \
        "$EPSCAN" export "$grid" --format hepdata -o Bad --grid-url "$wrong"
done
refused '--grid-url is not allowed with csv; allowed: hepdata' "$EPSCAN" export "$grid" --format csv -o Bad --grid-url "$url"

# ---- DarkCast: the module as its Limit uses it, the table as its Dataset reads and interpolates it
ok 'darkcast' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test $one
ok 'darkcast, other choices' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test --spin scalar --alpha-D 1e-5 --mass-ratio 0.2 \
    --mA 0.02:0.5 --threshold 45 --scale-shift 0.03
sed 's/{particle: electron/{particle: positron/' "$work/inputs/experiments/na64-2021.yaml" >"$work/inputs/experiments/positrons.yaml"
grep -q 'particle: positron' "$work/inputs/experiments/positrons.yaml" || fail 'no positron beam'
job positrons <<END
experiment: ../inputs/experiments/positrons.yaml
output: ../outputs/positrons.h5
axes: {spin: [fermion], mA_GeV: {from: 0.05, to: 0.6, points: 25, spacing: log}, alpha_D: [0.001], mass_ratio: [0.3], ecal_threshold_GeV: [45, 55]}
END
ok 'scan, positrons' "$EPSCAN" scan "$work/jobs/positrons.yaml" --quiet
ok 'darkcast, positrons' "$EPSCAN" export "$work/outputs/positrons.h5" --format darkcast -o Beam --threshold 45
ok 'darkcast, many masses' "$EPSCAN" export "$large" --format darkcast -o Large
"$python" - "$EPSCAN" "$work" <<'END' || fail 'DarkCast'
import bisect, csv, importlib, math, os, random, shutil, subprocess, sys, types
epscan, work = sys.argv[1:]
random.seed(5)

class Dataset:
    """A column over the mass, linear between its rows, held at the ends; of a file by its path, from here or from DarkCast's folder."""
    def __init__(self, name):
        if not os.path.exists(name): name = os.path.join(work, "darkcast", name)
        rows = {}
        for line in open(name, encoding="utf-8"):
            words = line.partition("#")[0].split()
            if words:
                mass, value = map(float, words)
                assert mass not in rows
                rows[mass] = value
        self.name, self.masses = name, sorted(rows)
        self.values = [rows[m] for m in self.masses]
    def __call__(self, mass):
        i = bisect.bisect_right(self.masses, mass)
        if i == 0: return self.values[0]
        if i == len(self.masses): return self.values[-1]
        share = (mass - self.masses[i - 1]) / (self.masses[i] - self.masses[i - 1])
        return (1 - share) * self.values[i - 1] + share * self.values[i]

class Model:
    def __init__(self, name, states=None, iwidth=None):
        assert name == "dark_photon"
        self.invisible = iwidth
        assert iwidth(0, self) == 0
    def width(self, state, mass):
        assert state in ("visible", "invisible")
        return self.invisible(mass, self) if state == "invisible" else mass / 3

darkcast = types.ModuleType("darkcast")
darkcast.Dataset, darkcast.Model = Dataset, Model
darkcast.Production = lambda channel: channel
darkcast.Efficiency = lambda **words: words
sys.modules["darkcast"] = darkcast
sys.dont_write_bytecode = True
home = work + "/darkcast/limits"  # DarkCast's own folder, or one of DARKCAST_LIMIT_PATH: not where the files were written
shutil.copytree(".", home)
sys.path.insert(0, home)
os.chdir("/")

def check(name, grid, spin, alpha, ratio, selection, words):
    limit = importlib.import_module(name)
    for word in words: assert word in limit.notes, limit.notes
    assert limit.model.width("invisible", 0.1) > 0 and limit.production == "e_brem" and limit.decay == "invisible"
    assert limit.efficiency == {"t0": 0, "t1": math.inf} and name in limit.bibtex
    bounds = limit.bounds
    assert os.path.samefile(bounds.name, f"{home}/{name}.lmt")
    bare = {}
    exec(open(f"{home}/{name}.py", encoding="utf-8").read(), bare)  # without a file's name: as DarkCast's own modules have it
    assert os.path.samefile(bare["bounds"].name, bounds.name)
    assert open(bounds.name).readline().replace("#", "").split() == ["mass", "lower"]
    low, high = bounds.masses[0], bounds.masses[-1]
    pairs = list(zip(bounds.masses, bounds.masses[1:]))
    steps = [m for m, n in pairs if n - m < 2e-7 * n]  # no line follows a step: where the published strahlung limit ends
    assert all(abs(m / 0.9 - 1) < 1e-6 for m in steps), steps
    masses = [random.uniform(low, high) for i in range(2000)] + [low * (high / low) ** random.random() for i in range(2000)]
    masses = [m for m in masses + [random.uniform(*pair) for pair in pairs] if all(abs(m / s - 1) > 1e-6 for s in steps)]
    with open(work + "/points.csv", "w") as f:
        f.write("spin,mA_GeV,alpha_D,mass_ratio\n" + "".join(f"{spin},{m!r},{alpha!r},{ratio!r}\n" for m in masses))
    answers = subprocess.run([epscan, "query", grid, "--csv", work + "/points.csv", "-q", *selection], check=True, capture_output=True, text=True)
    worst = 0
    for mass, row in zip(masses, csv.DictReader(answers.stdout.splitlines())):
        expected = min(float(row["epsilon_up"]), 1e5)  # DarkCast's own number where nothing is excluded
        worst = max(worst, abs(bounds(mass) / expected - 1))
    print(f"{name}: {len(bounds.masses)} masses, worst of {len(masses)} interpolated: {worst:.1e}")
    assert worst < 1e-3 and len(bounds.masses) < 5000
    return bounds

grid = work + "/outputs/grid.h5"
a = check("NA64_Test_fermion_alphaD0p1_r0p333333", grid, "fermion", 0.1, 1 / 3, [],
          ["fermion", "alpha_D = 0.1,", "r = m_chi/m_A' = 0.333333333", "threshold 50 GeV", 'the "grid" #1 \\ ε'])
assert a.masses[0] == 0.01 and a.masses[-1] == 1.2 and a.values[-1] == 1e5
b = check("NA64_Test_scalar_alphaD1em05_r0p2", grid, "scalar", 1e-5, 0.2, ["--threshold", "45", "--scale-shift", "0.03"],
          ["scalar", "threshold 45 GeV", "shifted by 0.03"])
assert 0.02 <= b.masses[0] < 0.021 and 0.49 < b.masses[-1] <= 0.5
# beam positrons that have lost nothing: a dip 3e-4 of the mass wide, between grid masses that are 11 % apart
c = check("Beam_fermion_alphaD0p001_r0p3", work + "/outputs/positrons.h5", "fermion", 0.001, 0.3, ["--threshold", "45"], [])
dip = math.sqrt(2 * 0.51099895e-3 * (100 + 0.51099895e-3))
assert min(abs(m / dip - 1) for m in c.masses) < 1e-11 and c(dip) < 0.8 * min(c(0.98 * dip), c(1.02 * dip))
# of a grid of 80,000 masses not more than are needed
d = check("Large_fermion_alphaD0p1_r0p2", work + "/outputs/large.h5", "fermion", 0.1, 0.2, [], [])
assert len(d.masses) < 1500 and d.masses[0] == 0.01 and d.masses[-1] == 0.5
END

# ---- what is refused leaves nothing behind
ls -A >"$work/before"
for format in csv hepdata darkcast; do
    try() {
        local text=$1
        shift
        refused "$text" "$EPSCAN" export "$grid" --format "$format" -o Bad "$@"
    }
    try "alpha_D: 0.3 is none of the grid's values; allowed: 1e-05 to 0.5, nearest 0.1 and 0.5" --alpha-D 0.3
    try "mass_ratio: 0.1 is none of the grid's values; allowed: 0.2 to 0.333333333333333, nearest 0.2" --mass-ratio 0.1
    try "ecal_threshold: 50.2 is none of the grid's values; allowed: 40 to 60 GeV, nearest 50 and 55" --threshold 50,50.2
    try "energy_scale_shift: 0.01 is none of the grid's values" --scale-shift 0.01
    try "mA: none of the grid's values is from 2 to 3; allowed: 0.01 to 1.2 GeV" --mA 2:3
    try '--mA: "0.2" is not allowed; allowed: LOW:HIGH' --mA 0.2
    try '--mA: "0.3:0.2" is not allowed; allowed: LOW:HIGH with LOW <= HIGH' --mA 0.3:0.2
    try '--mA: "x" is not allowed; allowed: a number in GeV' --mA x:0.2
    try '--spin: "vector" is not allowed; allowed: fermion, scalar' --spin vector
    try '--alpha-D: "-1" is not allowed' --alpha-D=-1
    refused 'none.h5: cannot be read' "$EPSCAN" export none.h5 --format $format -o Bad
    refused 'is a job; allowed: an HDF5 file' "$EPSCAN" export "$work/jobs/grid.yaml" --format $format -o Bad
    refused 'cannot be written' "$EPSCAN" export "$grid" --format $format -o "$work/none/Bad" $one
done
refused 'spin: the grid has no scalar; allowed: fermion' "$EPSCAN" export "$large" --format csv -o Bad --spin scalar
without() { refused "--$1: $2 values are not allowed with darkcast; allowed: one of the grid's, $3" "$EPSCAN" export "$grid" --format darkcast -o Bad "${@:4}"; }
without spin 2 'scalar, fermion' --alpha-D 0.1 --mass-ratio 1/3
without alpha-D 3 '1e-05 to 0.5' --spin fermion --mass-ratio 1/3
without mass-ratio 2 '0.2 to 0.333333333' --spin fermion --alpha-D 0.1
without threshold 2 '40 to 60 GeV' $one --threshold 40,50
for format in hepdata darkcast; do # the experiment's threshold is the default
    refused "ecal_threshold: 50 is none of the grid's values; allowed: 45 to 55 GeV, nearest 45 and 55" \
        "$EPSCAN" export "$work/outputs/positrons.h5" --format $format -o Bad
done
refused 'one mass makes no line' "$EPSCAN" export "$grid" --format darkcast -o Bad $one --mA 0.01:0.0101
refused 'allowed: letters, digits and _' "$EPSCAN" export "$grid" --format darkcast -o 64-Bad $one
refused '--format: "pdf" is not allowed; allowed: csv, hepdata, darkcast' "$EPSCAN" export "$grid" --format pdf -o Bad
refused '--force is not allowed with hepdata' "$EPSCAN" export "$grid" --format hepdata -o Bad --force
refused 'all.csv: exists; allowed: another output, or --force' "$EPSCAN" export "$grid" --format csv -o all.csv
refused 'submission: exists; allowed: another output' "$EPSCAN" export "$grid" --format hepdata -o submission
refused 'NA64_Test_fermion_alphaD0p1_r0p333333.lmt: exists' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test $one
refused 'grid.yaml: exists and is not a CSV export' "$EPSCAN" export "$grid" --format csv -o "$work/jobs/grid.yaml" --force
ok 'half a scan' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --shard 0/2 -o "$work/outputs/half.h5"
half=$(ls "$work"/outputs/half*.h5)
for format in csv hepdata darkcast; do
    refused 'incomplete; `epscan info` tells what is missing' "$EPSCAN" export "$half" --format $format -o Bad $one
done
# numbers that were changed since they were written: found by the tiles' checksums
cp "$grid" "$work/outputs/odd.h5"
"$python" -c 'import h5py, sys; h5py.File(sys.argv[1], "r+")["epsilon_up"][0, 0, 0, 0, 0, 0] *= 1.001' "$work/outputs/odd.h5"
for format in csv hepdata; do
    refused 'odd.h5: tile 0 is damaged' "$EPSCAN" export "$work/outputs/odd.h5" --format $format -o Bad -q
done
for format in csv hepdata darkcast; do # a disk that is full
    (trap '' XFSZ && ulimit -f 4 && exec "$EPSCAN" export "$grid" --format $format -o Bad -q $one) >/dev/null 2>"$work/full"
    status=$?
    [ $status -eq 1 ] && grep -q 'cannot be written: File too large$' "$work/full" || fail "full disk, $format: exit $status, $(cat "$work/full")"
done
ls -A >"$work/after"
cmp -s "$work/before" "$work/after" || fail "left behind: $(diff "$work/before" "$work/after")"

# ---- what stands beside an output is not ours to touch, and a name may be long and of any letters
mkdir keep Precious.exporting && echo mine | tee keep/thesis Precious.exporting/notes >Table.exporting && ln -s keep Linked.exporting
ok 'beside a folder' "$EPSCAN" export "$grid" --format hepdata -o Precious -q $one
ok 'beside a link' "$EPSCAN" export "$grid" --format hepdata -o Linked -q $one
ok 'beside a file' "$EPSCAN" export "$grid" --format csv -o Table -q $one
for file in keep/thesis Precious.exporting/notes Table.exporting; do
    [ "$(cat $file 2>/dev/null)" = mine ] || fail "$file is gone"
done
long=a$(printf 'é%.0s' {1..110}).h5
cp "$grid" "$long"
ok 'a long name' "$EPSCAN" export "$long" --format hepdata -o Named -q $one
"$python" -c 'import sys, yaml; list(yaml.safe_load_all(open("Named/submission.yaml")))' || fail 'a long name in YAML'

# ---- --force replaces what epscan exported, whole
ok 'csv, again' "$EPSCAN" export "$grid" --format csv -o all.csv -q --force --mA 0.1:0.2 $one --threshold 50
grep -q '^scalar' all.csv && fail 'the CSV was not replaced'
ok 'darkcast, again' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test $one --force -q --mA 0.1:0.2
tail -1 NA64_Test_fermion_alphaD0p1_r0p333333.lmt | awk '{exit !($1 > 0.19 && $1 <= 0.2)}' || fail 'the DarkCast table was not replaced'
finish
