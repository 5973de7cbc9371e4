# SPDX-License-Identifier: GPL-3.0-or-later
# The figure of jobs/strahlung.sh, which sets terminal and output.
set encoding utf8
set datafile separator ','
table = 'outputs/strahlung.csv'
ww = 'outputs/strahlung-ww.csv'
# Okabe & Ito's palette, distinct to colour-blind eyes and in print
blue = '#0072B2'
red = '#D55E00'
green = '#009E73'
of(year, value) = column(1) == year ? value : NaN
both = 0.42 * 9.37e11 / 1.52871e11

set multiplot
set border lw 1.2
set tics scale 1.2, 0.6
set tmargin at screen 0.90
set bmargin at screen 0.15
set logscale x
set format x '10^{%T}'
set xrange [7e-4:1.3]
set xlabel "m_{A'} (GeV)"

set lmargin at screen 0.06
set rmargin at screen 0.335
set title 'Limits, 90 % C.L.'
set logscale y
set format y '10^{%T}'
set yrange [3e-6:2e-2]
set ylabel '{/Symbol e}'
set key top left Left reverse samplen 1.6 spacing 1.2
plot table using 2:(of(2019, $3)) with points lc rgb blue pt 6 ps 1.1 lw 1.5 title 'NA64 2019', \
    table using 2:(of(2019, $7)) with lines lc rgb blue lw 2.5 title 'strahlung, Table I', \
    table using 2:(of(2022, $3)) with points lc rgb red pt 4 ps 1.1 lw 1.5 title 'NA64 2022', \
    table using 2:(of(2019, 1e-4 * sqrt(log(10) / ($5 + $6) / both))) with lines lc rgb red lw 2.5 \
        title 'both channels, 9.37{/Symbol \327}10^{11} {/Symbol \327} 0.42'

set lmargin at screen 0.395
set rmargin at screen 0.665
set title 'Efficiency that the limits need'
unset logscale y
set format y '%.1f'
set yrange [0:1]
set ylabel 'Efficiency'
set key top right Right noreverse samplen 2
set arrow 1 from 7e-4, 0.538 to 1.3, 0.538 nohead lc rgb '#808080' lw 1.5 dt 3
set label 1 'Table I, mean' at 9e-4, 0.565 tc rgb '#606060'
plot table using 2:(of(2019, $9)) with linespoints lc rgb blue pt 6 ps 0.9 lw 2 title '2019, narrow', \
    table using 2:(of(2019, $9 * $4 / $5)) with lines lc rgb blue lw 2 dt 2 title "2019, {/Symbol a}_D = 0.1", \
    table using 2:(of(2022, $2 < 0.3 ? $9 : NaN)) with linespoints lc rgb red pt 4 ps 0.9 lw 2 title '2022, {/Symbol a}_D = 0.1', \
    table using 2:(of(2022, $2 > 0.3 ? $9 : NaN)) with linespoints lc rgb red pt 4 ps 0.9 lw 2 notitle
unset arrow 1
unset label 1

set lmargin at screen 0.725
set rmargin at screen 0.985
set title 'Weizsäcker–Williams / exact'
set logscale y
set format y '%g'
set yrange [0.5:10]
set ytics (0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10)
set ylabel '{/Symbol s}_{WW} / {/Symbol s}'
set key top left Left reverse samplen 2
set arrow 1 from 7e-4, 1 to 1.3, 1 nohead lc rgb '#808080' lw 1.5 dt 3
plot ww index 2 using 2:5 with linespoints lc rgb green pt 8 ps 0.9 lw 2 title 'tungsten, 8 GeV', \
    ww index 1 using 2:5 with linespoints lc rgb '#CC79A7' pt 4 ps 0.9 lw 2 title 'lead, 50 GeV', \
    ww index 0 using 2:5 with linespoints lc rgb '#000000' pt 6 ps 0.9 lw 2 title 'lead, 100 GeV'
unset multiplot
