# SPDX-License-Identifier: GPL-3.0-or-later
# The figure of jobs/published.sh, which sets terminal and output: limits above, ours over the published ones below.
set encoding utf8
set datafile separator ','
table = 'outputs/published.csv'
# Okabe & Ito's palette, distinct to colour-blind eyes and in print
array colour[4] = ['#0072B2', '#D55E00', '#009E73', '#000000']
array name[4] = ['na64-2022', 'na64-positron-2022', 'na64-1e13', 'lohengrin']
array title[4] = ['NA64 e^−, 9.37{/Symbol \327}10^{11}', 'NA64 e^+, 1.01{/Symbol \327}10^{10}', \
                  'NA64 e^−, 10^{13} (projection)', 'Lohengrin, 4{/Symbol \327}10^{14} (projection)']
of(i, value) = strcol(1) eq name[i] ? value : NaN

set multiplot
set border lw 1.2
set tics scale 1.2, 0.6
set logscale x
set xrange [2.5e-3:2.2]
set lmargin at screen 0.07
set rmargin at screen 0.985

set tmargin at screen 0.94
set bmargin at screen 0.48
set title 'Published limits (points) and epscan from first principles (lines: fermions; dashed: scalars), {/Symbol a}_D = 0.1, r = 1/3'
set format x ''
set logscale y
set format y '10^{%T}'
set yrange [2e-6:2e-2]
set ylabel '{/Symbol e}, 90 % C.L.'
set key top left Left reverse samplen 1.6 spacing 1.2
plot for [i = 1:4] table using 2:(of(i, $3)) with points lc rgb colour[i] pt 4 + 2 * i ps 1.0 lw 1.5 title title[i], \
     for [i = 1:4] table using 2:(of(i, $4)) with lines lc rgb colour[i] lw 2 notitle, \
     for [i = 1:4] table using 2:(of(i, $5)) with lines lc rgb colour[i] lw 2 dt 2 notitle

set tmargin at screen 0.46
set bmargin at screen 0.09
unset title
set format x '10^{%T}'
set xlabel "m_{A'} (GeV)"
unset logscale y
set format y '%.1f'
set yrange [0.2:1.6]
set ylabel 'epscan / published'
unset key
set arrow 1 from 2.5e-3, 1 to 2.2, 1 nohead lc rgb '#808080' lw 1.5 dt 3
plot for [i = 1:4] table using 2:(of(i, $6)) with linespoints lc rgb colour[i] pt 4 + 2 * i ps 0.7 lw 2 notitle, \
     for [i = 1:4] table using 2:(of(i, $7)) with linespoints lc rgb colour[i] pt 4 + 2 * i ps 0.7 lw 2 dt 2 notitle
unset multiplot
