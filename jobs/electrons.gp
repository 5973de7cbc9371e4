# SPDX-License-Identifier: GPL-3.0-or-later
# The figure of jobs/electrons.sh, which sets terminal and output. Ratios to electrons at rest are made by awk.
set encoding utf8
set datafile separator ','
table = 'outputs/electrons.csv'
# Okabe & Ito's palette, distinct to colour-blind eyes and in print
blue = '#0072B2'
red = '#D55E00'
green = '#009E73'
purple = '#CC79A7'
orange = '#E69F00'
set style line 1 lw 2 lc rgb blue
set style line 2 lw 2 dt 2 lc rgb green
set style line 3 lw 2 dt 4 lc rgb purple
set style line 4 lw 2 dt 3 lc rgb 'black'
set style line 5 lw 2 lc rgb orange
set style line 6 lw 3 lc rgb red
over_rest(beam, name) = sprintf("< awk -F, '$1 == \"%s\" && $2 == \"fermion\" && $3 == \"0.1\" \
    {n[$4, $5] = $6; m[$5]} END {for (i in m) print i \",\" n[\"%s\", i] / n[\"rest\", i]}' %s | sort -g", beam, name, table)
limit(beam, name) = sprintf("< awk -F, '$1 == \"%s\" && $2 == \"fermion\" && $3 == \"0.1\" && $4 == \"%s\" {print $5 \",\" $7}' %s | sort -g", \
    beam, name, table)

set multiplot
set border lw 1.2
set tmargin at screen 0.90
set bmargin at screen 0.15
set xrange [0.15:0.4]
set xlabel "m_{A'} (GeV)"
set key bottom right samplen 2 spacing 1.1
set grid ytics lc rgb '#dddddd' lt 1

do for [i = 0:1] {
    beam = word('electron positron', i + 1)
    set lmargin at screen 0.055 + 0.32 * i
    set rmargin at screen 0.325 + 0.32 * i
    set title word('Electrons Positrons', i + 1).' of 100 GeV: N_{ann} over that at rest'
    set yrange [0:2.2]
    if (i == 1) { unset key }
    plot 1 notitle lc rgb '#888888', \
        over_rest(beam, 'kinetic') using 1:2 smooth csplines with lines ls 1 title 'motion', \
        over_rest(beam, 'none') using 1:2 smooth csplines with lines ls 2 title 'binding none', \
        over_rest(beam, 'edges') using 1:2 smooth csplines with lines ls 3 title 'binding edges', \
        over_rest(beam, 'pairs') using 1:2 smooth csplines with lines ls 4 title 'direct pairs', \
        over_rest(beam, 'radiation') using 1:2 smooth csplines with lines ls 5 title 'radiation', \
        over_rest(beam, 'all') using 1:2 smooth csplines with lines ls 6 title 'motion, pairs, radiation'
}

set lmargin at screen 0.725
set rmargin at screen 0.985
set title 'Limits, 90 % C.L.'
set logscale y
set format y '10^{%T}'
set yrange [5e-5:3e-3]
set ylabel '{/Symbol e}_{UP}' offset 1.5
set key top left
plot limit('electron', 'rest') using 1:2 with lines lw 2 dt 2 lc rgb blue title 'e^-, at rest', \
    limit('electron', 'all') using 1:2 with lines lw 2 lc rgb blue title 'e^-, all', \
    limit('positron', 'rest') using 1:2 with lines lw 2 dt 2 lc rgb red title 'e^+, at rest', \
    limit('positron', 'all') using 1:2 with lines lw 2 lc rgb red title 'e^+, all'
unset multiplot
