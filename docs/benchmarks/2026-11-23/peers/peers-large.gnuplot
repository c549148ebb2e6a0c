$peers << END
"haul" 0.8188 0.7491 1.0967 1.3211 1.3002 2.0882
"curl" 1.3564 1.1793 1.4776 1.7135 1.6789 1.7857
"aria2" 1.4537 1.4250 1.7382 2.5737 2.5343 3.9119
"wget2" 1.3415 1.2994 1.4475 1.5914 1.5218 1.9872
END
set datafile missing '?'
set style data histogram
set style histogram errorbars gap 1.5 linewidth 2
set style fill solid 0.85 border rgb '#404040'
set boxwidth 0.9
set grid ytics
set yrange [0:*]
set xtics rotate by -30
set key left top
set ylabel 'seconds'
plot $peers using 2:3:4:xtic(1) linecolor rgb '#1b6ca8' title 'plain', $peers using 5:6:7 linecolor rgb '#d95f02' title 'TLS'
