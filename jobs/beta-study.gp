# SPDX-License-Identifier: GPL-3.0-or-later
# The figure of jobs/beta-study.sh, which sets terminal, output, `curves` and `needed` (see jobs/beta-study.awk).
set encoding utf8
masses = "0.225 0.230 0.240 0.250 0.280 0.300"
# Okabe & Ito's palette, distinct to colour-blind eyes and in print
colours = "#000000 #E69F00 #56B4E9 #009E73 #0072B2 #D55E00"
colour(i) = word(colours, i)
mass(i) = real(word(masses, i))
is(spin, i) = stringcolumn(1) eq spin && abs(column(2) - mass(i)) < 1e-6 ? 1 : NaN

set multiplot
set border lw 1.2
set tics scale 1.2, 0.6
set tmargin at screen 0.91
set bmargin at screen 0.16
set logscale x
set format x '10^{%T}'
set xrange [7e7:1.5e12]
set yrange [0:1.15]
set xlabel 'Factor {/Symbol b} on the cross-section'

do for [panel = 0:1] {
    spin = word("fermion scalar", panel + 1)
    set lmargin at screen 0.06 + 0.32 * panel
    set rmargin at screen 0.35 + 0.32 * panel
    set title sprintf("%s {/Symbol c}", spin)
    set ylabel panel == 0 ? "Yield({/Symbol b}) / unbiased yield" : ""
    if (panel == 0) { set key bottom left Left reverse samplen 1.6 spacing 1.1 title "m_{A'} (GeV)" left } else { unset key }
    plot for [i = 1:6] needed using (7e7):($3 * is(spin, i)):($7 < 1.5e12 ? $7 - 7e7 : 1.5e12):(0) \
            with vectors nohead lc rgb colour(i) lw 1.5 dt 3 notitle, \
        for [i = 1:6] curves index 12 * panel + 2 * i - 1 using 1:2 with lines lc rgb colour(i) lw 2.5 title word(masses, i), \
        for [i = 1:6] curves index 12 * panel + 2 * i - 2 using 1:2:3 with yerrorbars lc rgb colour(i) lw 1.5 pt 7 ps 0.5 notitle, \
        for [i = 1:6] needed using 4:($3 * is(spin, i)) with points lc rgb colour(i) pt 6 ps 2 lw 2.5 notitle
}

set lmargin at screen 0.755
set rmargin at screen 0.985
set title "{/Symbol b} that the published limits need"
unset logscale
set logscale y
set format x '%.2f'
set format y '10^{%T}'
set xrange [0.218:0.307]
set yrange [5e8:2e12]
set xtics 0.02
set xlabel "m_{A'} (GeV)"
set ylabel '{/Symbol b}' offset 1
set key top left Left reverse samplen 1 spacing 1.2 notitle
plot needed using ($2 - 0.0005):(stringcolumn(1) eq 'fermion' ? $4 : NaN):5:6 \
        with yerrorbars lc rgb '#0072B2' pt 7 ps 1.5 lw 2 title 'fermion {/Symbol c}', \
    needed using ($2 + 0.0005):(stringcolumn(1) eq 'scalar' ? $4 : NaN):5:6 \
        with yerrorbars lc rgb '#D55E00' pt 8 ps 1.8 lw 2 title 'scalar {/Symbol c}'
unset multiplot
